"""What almost means something: each sample of `tests/examples/dialect` is refused, left out or found, never passed over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mentorlab.cli.talk import app
from mentorlab.dialect.read import read
from mentorlab.dialect.tree import DialectError
from mentorlab.talk import read_talk
from tests.helpers.places import PROJECT
from tests.helpers.talk_samples import short_talk

CASES = PROJECT / "tests" / "examples" / "dialect"


def run(*arguments: object, typed: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments], input=typed)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done.exit_code, " ".join(done.output.split())


def source(name: str) -> str:
    return (CASES / f"{name}.md").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("name", ["space_colon", "nbsp_colon", "fullwidth_colon", "bold_speaker"])
def test_what_nearly_is_speech_is_refused_at_its_line_by_every_command(name):
    with pytest.raises(DialectError, match="not read as speech") as caught:
        read_talk(read(source(name), name), name)
    line = caught.value.line
    assert re.match(r"\W*Sam", source(name).split("\n")[line - 1])
    for command in ("play", "map", "fuzz"):
        code, output = run(command, CASES / f"{name}.md")
        assert code == 1 and "not read as speech" in output


@pytest.mark.parametrize("head", ["Sam :", "Sam\u202f:", "Sam：", "**Sam:**", "**Sam**:", "_Sam_:", "Sam (thinks) :", "Sam:yes"])  # fmt: skip
def test_every_such_beginning_is_refused(head):
    with pytest.raises(DialectError, match="not read as speech"):
        short_talk(f"# opening\n{head} So.\n\n- A. -> b {{#a1 good}}\n\n# b {{end}}\nYes.\n")


@pytest.mark.parametrize("told", ["Sam and I: friends.", "Samuel: no.", "Sam said: no.", "It is Sam: again."])
def test_what_only_holds_a_name_is_narration(told):
    talk, _ = short_talk(f"# opening\n{told}\n\n- A. -> b {{#a1 good}}\n\n# b {{end}}\nYes.\n")
    assert (talk.scenes[0].lines[0].speaker, talk.scenes[0].lines[0].text) == ("", told)


def test_a_comment_alone_is_left_out_and_anywhere_else_refused():
    talk, _ = read_talk(read(source("comment_alone"), "x"), "x")
    assert [line.text for line in talk.scene("asked").lines] == ["A lot on."]
    for scenes in (
        "# opening\nSam: So. <!-- mend -->\n\n- A. -> b {#a1 good}\n\n# b {end}\nYes.\n",
        "# opening\n<!-- one\n\ntwo -->\n\n- A. -> b {#a1 good}\n\n# b {end}\nYes.\n",
        "# opening\nSam: So.\n\n- A. <!-- mend --> -> b {#a1 good}\n\n# b {end}\nYes.\n",
        "# opening\nSam: So.\n\n- A. -> b {#a1 good}\n  > Good. <!-- mend -->\n\n# b {end}\nYes.\n",
    ):
        with pytest.raises(DialectError, match="comment"):
            short_talk(scenes)


@pytest.mark.parametrize("command", ["play", "map", "fuzz"])
def test_a_file_from_windows_is_read_alike_by_every_command(command, tmp_path: Path):
    text = source("same_text")
    plain, windows = tmp_path / "plain" / "same.md", tmp_path / "bytes" / "same.md"
    for path, written in ((plain, text), (windows, "\ufeff" + text.replace("\n", "\r\n"))):
        path.parent.mkdir()
        path.write_bytes(written.encode("utf-8"))
    (code, output), (plain_code, plain_output) = (
        run(command, path, typed="q\n") for path in (windows, plain)
    )
    assert "The second missed deadline" in output
    assert (code, output.replace("bytes", "plain")) == (plain_code, plain_output)
