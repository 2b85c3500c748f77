"""Write `constraints.txt`: the version of every package installed in this environment, and no address."""

from __future__ import annotations

from importlib.metadata import distributions
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "constraints.txt"
# pip and its helpers come with the environment; the project itself is what is being installed.
LEFT_OUT = {"pip", "setuptools", "wheel", "mentorlab"}


def main() -> None:
    """Write the file, sorted, one `name==version` a line."""
    found = {dist.metadata["Name"].lower().replace("_", "-"): dist.version for dist in distributions()}
    lines = [f"{name}=={version}" for name, version in sorted(found.items()) if name not in LEFT_OUT]
    LOCK.write_text(
        "# Written by `make lock`; the versions that the tests passed with.\n" + "\n".join(lines) + "\n"
    )
    print(f"{LOCK.name}: {len(lines)} packages")


if __name__ == "__main__":
    main()
