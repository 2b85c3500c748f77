"""What a learner can put into the notebook: code that runs with the trainer's rights, and settings of nbgrader's.

The working directory of a cell, in the shipped way, is `autograded/LEARNER/08-feedback`; the cohort is three above.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from tests.helpers.course_samples import MODULE
from tests.security.case import NOTEBOOK, RESPONSES, Case, Made, Scene, all_of, code, document, graded
from tests.security.hostile_cohort import FULL

ADDED = "1 cell had been added; they are shown to you and not marked."
CHILDREN = 20
TIMEOUT = (
    1  # second for a cell, where nbgrader ships 30: the test's patience is shorter, the loop is the same
)
LARGE = 50_000_000  # characters: the bounded stand-in for 2 GB
SCRIPT = "<script>window.pwned = 1</script>"
_HER = """(SELECT n.id FROM submitted_notebook n JOIN submitted_assignment a ON n.assignment_id = a.id
WHERE a.student_id = 'writes-full-marks')"""
_PWN = "import pathlib; pathlib.Path('TRACE').write_text('it ran')"
_TEST_LINES = "BEGIN HIDDEN" + " TESTS"


def _earned(scene: Scene, name: str) -> bool:
    return (scene.points(name) or 0.0) > 0.0


def _key_is_out(scene: Scene, name: str) -> bool:
    return "mentorlab-canary" in scene.copy(name) or _TEST_LINES in scene.copy(name)


def _others_unmarked(scene: Scene, name: str) -> bool:
    return scene.points("zoe") is None


def _ran(scene: Scene, name: str) -> bool:
    return bool(scene.left("TRACE"))


def _held(scene: Scene, name: str) -> bool:
    held = scene.cohort / "HELD"
    return held.is_file() and float(held.read_text() or 0) > 2 * TIMEOUT


def _manual_marks(scene: Scene, name: str) -> bool:
    with sqlite3.connect(scene.cohort / "gradebook.db") as book:
        return bool(book.execute("SELECT count(*) FROM grade WHERE manual_score IS NOT NULL").fetchone()[0])


def _script_in_the_page(scene: Scene, name: str) -> bool:
    page = scene.cohort / "feedback" / name / MODULE / f"{MODULE}.html"
    shown = page.read_text(encoding="utf-8") if page.is_file() else scene.copy(name)
    return "window.pwned" in shown and any(mark in shown for mark in (SCRIPT, "onload='window", "<img src=x"))


def _beside(name: str, text: str) -> Made:
    def make(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")

    return make


CASES = (
    Case(
        "reads-the-key",
        "prints the trainer's source notebook into the page that comes back",
        code(f"print(open('../../../source/{MODULE}/{NOTEBOOK}').read())"),
        _key_is_out,
        says=ADDED,
    ),
    Case(
        "reads-the-key-from-its-cell",
        "prints what the mark cells were called with",
        code(
            "import mentorlab.views as page\n"
            "real = page.mark\n"
            "page.mark = lambda *said: (print(said), real(*said))[1]"
        ),
        _key_is_out,
        says=ADDED,
    ),
    Case(
        "writes-full-marks",
        "sets its own marks in the gradebook, as a trainer would by hand",
        code(
            "import sqlite3\n"
            "book = sqlite3.connect('../../../gradebook.db')\n"
            f'book.execute("""UPDATE grade SET manual_score = 1 WHERE notebook_id IN {_HER}""")\n'
            "book.commit(); book.close()"
        ),
        _manual_marks,
        says=ADDED,
    ),
    Case(
        "replaces-the-scoring-function",
        "puts a generous function where the mark cells look for ours",
        code(
            "import mentorlab.views as page\n"
            "from mentorlab.item.keys import parse_item\n"
            "page.mark = lambda item, *rest: float(parse_item(item).points)"
        ),
        _earned,
        says=ADDED,
    ),
    Case(
        "answers-with-the-key",
        "reads the model response out of each key at the moment of marking, and is scored for that",
        code(
            "import mentorlab.item.keys as keys\n"
            "from mentorlab.item.kinds import kind\n"
            "real = keys.score\n"
            "keys.score = lambda item, key, response: real(item, key, kind(item.kind).model(item, key))"
        ),
        _earned,
        says=ADDED,
    ),
    Case(
        "rewrites-the-cells-that-follow",
        "teaches IPython to read every later cell as “pass”, which nbgrader takes for full marks",
        code("get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])"),
        _earned,
        says=ADDED,
    ),
    Case(
        "skips-the-mark-cells",
        "tags them skip-execution: without output a cell earns everything",
        document(lambda found: [cell["metadata"].update(tags=["skip-execution"]) for cell in graded(found)]),
        _earned,
    ),
    Case(
        "hands-in-another-s-work",
        "copies Ada's responses over its own before they are read",
        code(f"import shutil\nshutil.copy('../../../submitted/ada/{MODULE}/{RESPONSES}', '{RESPONSES}')"),
        _earned,
        says=ADDED,
    ),
    Case(
        "destroys-another-s-work",
        "deletes what Ben handed in",
        code(f"import shutil; shutil.rmtree('../../../submitted/ben/{MODULE}')"),
        lambda scene, name: not (scene.cohort / "submitted" / "ben" / MODULE).exists(),
        says=ADDED,
    ),
    Case(
        "deletes-the-gradebook",
        "deletes all marks of all learners",
        code("import os; os.remove('../../../gradebook.db')"),
        lambda scene, name: scene.points("ada") is None,
        alone=True,
        says=ADDED,
    ),
    Case(
        "stops-the-marker",
        "ends the process that marks, so that nobody after it is marked",
        code(
            "import os, pathlib\n"
            "parent = os.getppid()\n"
            # The test's own bound: nobody but the command that it started.
            "if b'nbgrader' in pathlib.Path(f'/proc/{parent}/cmdline').read_bytes():\n"
            "    os.kill(parent, 9)"
        ),
        _others_unmarked,
        alone=True,
        says=ADDED,
    ),
    Case(
        "loops-without-end",
        "keeps the kernel busy and does not listen to interrupts",
        code(
            "import time\n"
            "began = time.monotonic()\n"
            "while time.monotonic() < began + 20:\n"  # the test's own bound
            "    try:\n"
            "        open('../../../HELD', 'w').write(f'{time.monotonic() - began}')\n"
            "        time.sleep(0.1)\n"
            "    except KeyboardInterrupt:\n"
            "        pass"
        ),
        _held,
        alone=True,
        says=ADDED,
    ),
    Case(
        "breeds-children",
        "starts processes that outlive it",
        code(
            "import os\n"
            f"for number in range({CHILDREN}):\n"  # each writes one file and ends: bounded, and counted
            "    if os.fork() == 0:\n"
            "        open(f'child-{number}', 'w').close()\n"
            "        os._exit(0)\n"
            "for number in range(20): os.wait()"
        ),
        lambda scene, name: len(scene.left("child-*")) >= CHILDREN,
        says=ADDED,
    ),
    Case(
        "prints-without-end",
        "fills the trainer's disk, and every page that shows it",
        code(f"print('x' * {LARGE})"),
        lambda scene, name: len(scene.copy(name)) >= LARGE,
        says=ADDED,
    ),
    Case(
        "climbs-out",
        "writes above the cohort's folder",
        code("open('../../../../climbed-out.txt', 'w').close()"),
        lambda scene, name: (scene.cohort.parent / "climbed-out.txt").exists(),
        says=ADDED,
    ),
    Case(
        "stays-for-later",
        "adds a line to the configuration that the trainer's next command will run",
        code("open('../../../nbgrader_config.py', 'a').write('\\n# planted\\n')"),
        lambda scene, name: "planted" in (scene.cohort / "nbgrader_config.py").read_text(encoding="utf-8"),
        says=ADDED,
    ),
    Case(
        "is-named-like-the-kernel",
        "lays a program beside the notebook that Python finds before the kernel's own",
        _beside(
            "ipykernel_launcher.py",
            f"{_PWN}\nimport sys; sys.path.pop(0)\n"
            "from ipykernel import kernelapp\nkernelapp.launch_new_instance()",
        ),
        _ran,
    ),
    Case(
        "is-named-like-our-package",
        "lays a package called mentorlab beside the notebook, in which every mark is full",
        all_of(
            _beside("mentorlab/__init__.py", ""),
            _beside("mentorlab/views/__init__.py", "exercise = mark = lambda *said: None"),
        ),
        _earned,
    ),
    Case(
        "code-in-metadata",
        "hides code in every corner of the metadata",
        document(
            lambda found: (
                found["metadata"].update(
                    title=SCRIPT, authors=[{"name": SCRIPT}], init_cell=_PWN, hooks=[_PWN]
                ),
                [cell["metadata"].update(init_cell=True, name=SCRIPT, code=_PWN) for cell in found["cells"]],
            )
        ),
        lambda scene, name: _ran(scene, name) or _script_in_the_page(scene, name),
    ),
    Case(
        "code-in-attachments",
        "hides a script in a picture that is attached to a text of its own",
        document(
            lambda found: found["cells"].append(
                {
                    "cell_type": "markdown",
                    "id": "seen",
                    "metadata": {},
                    "source": f"![a](attachment:a.svg) {SCRIPT}",
                    "attachments": {
                        "a.svg": {"image/svg+xml": f"<svg onload='window.pwned = 2'>{SCRIPT}</svg>"}
                    },
                }
            )
        ),
        _script_in_the_page,
        says=ADDED,
    ),
    Case(
        "code-in-the-kernelspec",
        "asks for a kernel that it brings along",
        all_of(
            document(
                lambda found: found["metadata"].update(
                    kernelspec={"name": "mine", "display_name": SCRIPT, "language": "python", "argv": ["sh"]}
                )
            ),
            _beside(
                "kernels/mine/kernel.json",
                json.dumps(
                    {"argv": ["sh", "-c", "touch TRACE-kernel"], "display_name": "x", "language": "x"}
                ),
            ),
        ),
        lambda scene, name: bool(scene.left("TRACE-kernel")),
        shipped=False,  # nbgrader takes the kernel from its gradebook
    ),
    Case(
        "copies-a-graded-cell",
        "has a mark cell twice, at which nbgrader stops for everybody",
        document(lambda found: found["cells"].append(dict(graded(found)[0], id="again"))),
        _others_unmarked,
        alone=True,
        says="1 cell stood in it more than once; one was kept.",
    ),
    Case(
        "comes-from-the-future",
        "claims a schema that nbgrader does not know yet, at which it stops for everybody",
        document(
            lambda found: [cell["metadata"]["nbgrader"].update(schema_version=99) for cell in graded(found)]
        ),
        _others_unmarked,
        alone=True,
    ),
    Case(
        "is-worth-a-thousand",
        "raises the points of its cells",
        document(lambda found: [cell["metadata"]["nbgrader"].update(points=1000) for cell in graded(found)]),
        lambda scene, name: (scene.points(name) or 0.0) > FULL,
        shipped=False,  # nbgrader takes the points from its gradebook
    ),
)
