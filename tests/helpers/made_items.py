"""Items that hypothesis makes, of every kind: each is written as a tree and read by the kind's own notation."""

from __future__ import annotations

import re
from collections.abc import Callable

from hypothesis import strategies as st

from mentorlab.dialect.tree import Attributes, Document, List, ListItem, Paragraph, Quote, Section
from mentorlab.item import kind, read_item
from mentorlab.item.model import Item, Key
from mentorlab.item.text_match import alike, fold, word_of
from tests.helpers import talk_samples

Made = tuple[Item, Key]

# Anything that a file can hold on one line.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30).filter(
    lambda text: bool(fold(text)) and "_" not in text
)
IDS = st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,4})?", fullmatch=True)
NOTES = st.one_of(st.just(""), TEXTS)


def made(kind_name: str) -> st.SearchStrategy[Made]:
    """Items of a kind, with their keys; a `KeyError` for a kind that has no strategy here."""
    return STRATEGIES[kind_name]()


def read(
    kind_name: str,
    entries: tuple[ListItem, ...] = (),
    *,
    stem: str = "What now?",
    options: dict[str, str] | None = None,
    beneath: tuple[Section, ...] = (),
    ordered: bool = False,
    note: str = "",
    talks: object = None,
) -> Made:
    """The item of a heading of this kind with this list."""
    blocks: tuple[Paragraph | List | Quote, ...] = (Paragraph(stem, 2),)
    if entries:
        blocks += (List(entries, 3, ordered),)
    if note:
        blocks += (Quote(note, 90),)
    heading = Section(2, "Made up", 1, Attributes(kind_name, "made-up", options=options or {}), blocks)
    document = Document("exercises.md", {}, (heading, *beneath))
    return read_item(document, document.sections, module="08-feedback", talks=talks or {})


def entry(text: str, id: str = "", **rest: object) -> ListItem:
    """An entry of a list; `kind` and `worth` go into its attribute list."""
    attributes = Attributes(kind=str(rest.pop("kind", "")), id=id, worth=rest.pop("worth", None))  # type: ignore[arg-type]
    return ListItem(text, 4, attributes=attributes, **rest)  # type: ignore[arg-type]


def under(kind_name: str, id: str, entries: tuple[ListItem, ...]) -> Section:
    """A section beneath the heading that holds a list."""
    return Section(3, "Part", 20, Attributes(kind_name, id), (List(entries, 21),))


def ids(least: int, most: int) -> st.SearchStrategy[list[str]]:
    """Different ids."""
    return st.lists(IDS, min_size=least, max_size=most, unique=True)


@st.composite
def choices(draw: st.DrawFn) -> Made:
    """One or many, with at least two of each sort."""
    many, names = draw(st.booleans()), draw(ids(4, 8))
    right = [True, True, False, False, *(draw(st.booleans()) for _ in names[4:])]
    entries = [
        entry(
            draw(TEXTS),
            id,
            box=box,
            note=draw(NOTES),
            worth="fair" if not many and not box and n % 2 else None,
        )
        for n, (id, box) in enumerate(zip(names, right, strict=True))
    ]
    return read("choice", tuple(draw(st.permutations(entries))), options={"pick": "many"} if many else {})


@st.composite
def matches(draw: st.DrawFn) -> Made:
    """Two to four categories that are used, and up to two that are not."""
    texts = draw(st.lists(TEXTS, min_size=2, max_size=6, unique_by=lambda text: word_of(text)))
    texts, spares = texts[:4], texts[4:]
    names = draw(ids(len(texts) + len(spares), 8))
    names, spare_names = names[len(spares) :], names[: len(spares)]
    targets = [*texts, *(draw(st.sampled_from(texts)) for _ in names[len(texts) :])]
    return read(
        "match",
        (
            *(
                entry(draw(TEXTS), id, target=to, note=draw(NOTES))
                for id, to in zip(names, targets, strict=True)
            ),
            *(entry(text, id, note=draw(NOTES)) for id, text in zip(spare_names, spares, strict=True)),
        ),
    )


@st.composite
def orders(draw: st.DrawFn) -> Made:
    """Three steps or more, and some that may stand anywhere."""
    names = draw(ids(3, 8))
    free = draw(st.sets(st.sampled_from(names), max_size=len(names) - 3))
    entries = tuple(
        entry(draw(TEXTS), id, kind="free" if id in free else "", note=draw(NOTES)) for id in names
    )
    return read("order", entries, ordered=True)


@st.composite
def gap_matches(draw: st.DrawFn) -> Made:
    """Two gaps or more, and phrases that belong nowhere."""
    texts = draw(st.lists(TEXTS, min_size=2, max_size=7, unique_by=fold))
    names = draw(ids(len(texts), len(texts)))
    gaps = draw(st.integers(2, len(texts)))
    entries = [
        entry(f"{draw(TEXTS)} ___.", id, target=text, note=draw(NOTES))
        if n < gaps
        else entry(text, id, note=draw(NOTES))
        for n, (id, text) in enumerate(zip(names, texts, strict=True))
    ]
    return read("gap-match", tuple(entries))


@st.composite
def hottexts(draw: st.DrawFn) -> Made:
    """A transcript with passages to mark, to leave, and without a box."""
    names = draw(ids(2, 8))
    boxes = [True, False, *(draw(st.booleans()) for _ in names[2:])]
    entries = [
        entry(draw(TEXTS), id, box=box, note=draw(NOTES)) for id, box in zip(names, boxes, strict=True)
    ]
    entries += [entry(draw(TEXTS)) for _ in range(draw(st.integers(0, 3)))]
    return read("hottext", tuple(draw(st.permutations(entries))))


@st.composite
def sliders(draw: st.DrawFn) -> Made:
    """A scale anywhere, with an answer anywhere on it."""
    low = draw(st.integers(-10_000, 10_000))
    reach = draw(st.integers(2, 10_000))
    options = {
        "low": str(low),
        "high": str(low + reach),
        "width": str(draw(st.integers(1, reach - 1))),
        "answer": str(low + draw(st.integers(0, reach))),
        "unit": draw(st.sampled_from(["", "%", "days"])),
    }
    return read("slider", options=options)


@st.composite
def text_entries(draw: st.DrawFn) -> Made:
    """Forms that are accepted, half accepted and wrong."""
    texts = draw(st.lists(TEXTS, min_size=1, max_size=5, unique_by=fold))
    texts = [one for n, one in enumerate(texts) if not any(alike(other, one) for other in texts[:n])]
    names = draw(ids(len(texts), len(texts)))
    entries = [
        entry(text, id, box=n == 0 or draw(st.booleans()), note=draw(NOTES))
        for n, (id, text) in enumerate(zip(names, texts, strict=True))
    ]
    return read("text-entry", tuple(entries))


EXAMPLES = {"date": "On Tuesday, ", "number": "Three of them: ", "filled": "Yes, ", "question": "What of "}


@st.composite
def composeds(draw: st.DrawFn) -> Made:
    """Fields with a rule each, and two samples that keep them."""
    names = draw(ids(1, 4))
    rules = [draw(st.sampled_from(sorted(EXAMPLES))) for _ in names]
    fields = [
        ListItem(
            f"Field {id}", 4, attributes=Attributes("field", id, options={"rule": rule}), note=draw(NOTES)
        )
        for id, rule in zip(names, rules, strict=True)
    ]
    samples = [
        under("sample", f"sample-{n}", tuple(entry(f"{EXAMPLES[rule]}{draw(TEXTS)}x?") for rule in rules))
        for n in (1, 2)
    ]
    compare = under("compare", "", tuple(entry(f"Is it {word}?") for word in ("kind", "short", "true")))
    return read("composed", tuple(fields), beneath=(*samples, compare))


@st.composite
def talks(draw: st.DrawFn) -> Made:
    """A random talk in which every way leads on to an ending."""
    talk, key = draw(talk_samples.talks(forward=True))
    return read("talk", options={"file": "random"}, talks={"random": (talk, key)})


@st.composite
def pairings(draw: st.DrawFn) -> Made:
    """As many mentors as mentees; nobody who stands beside another may not be paired, so that a way is left."""
    size = draw(st.integers(2, 6))
    mentors, mentees = [f"giver-{n}" for n in range(size)], [f"taker-{n}" for n in range(size)]
    other = [(a, b) for n, a in enumerate(mentees) for m, b in enumerate(mentors) if n != m]
    pairs = st.lists(st.sampled_from(other), min_size=1, max_size=8, unique=True)
    nevers = tuple(entry(a, f"never-{n}", target=b, note=draw(NOTES)) for n, (a, b) in enumerate(draw(pairs)))
    wishes = tuple(entry(a, f"wish-{n}", target=b) for n, (a, b) in enumerate(draw(pairs)))
    people = [
        under("people", "", tuple(entry(f"{id}, nurse", id) for id in group)) for group in (mentors, mentees)
    ]
    return read("pairing", beneath=(*people, under("never", "", nevers), under("wish", "", wishes)))


@st.composite
def extended_texts(draw: st.DrawFn) -> Made:
    """A rubric and two samples."""
    bands = draw(ids(2, 5))
    samples = tuple(
        Section(3, "One", 20, Attributes("sample", f"s-{n}", options={"band": draw(st.sampled_from(bands))}),
                (Paragraph(draw(TEXTS), 21),))
        for n in (1, 2)
    )  # fmt: skip
    rubric = under("rubric", "", tuple(entry(draw(TEXTS), id) for id in bands))
    return read("extended-text", beneath=(rubric, *samples))


@st.composite
def ratings(draw: st.DrawFn) -> Made:
    """Statements, and steps for them."""
    statements = tuple(entry(draw(TEXTS), id, note=draw(NOTES)) for id in draw(ids(2, 6)))
    scale = under("scale", "", tuple(entry(draw(TEXTS), id) for id in draw(ids(2, 5))))
    return read("rating", statements, beneath=(scale,))


@st.composite
def take_aways(draw: st.DrawFn) -> Made:
    """Fields, some of them dates, some on the mentee's page."""
    options = st.sampled_from([{}, {"type": "dates"}, {"share": "yes"}, {"type": "dates", "minutes": "40"}])
    entries = tuple(
        ListItem(draw(TEXTS), 4, attributes=Attributes("field", id, options=draw(options)), note=draw(NOTES))
        for id in draw(ids(1, 6))
    )
    return read("take-away", entries, options=draw(st.sampled_from([{}, {"each": "mentee"}])))


STRATEGIES: dict[str, Callable[[], st.SearchStrategy[Made]]] = {
    "choice": choices,
    "match": matches,
    "order": orders,
    "gap-match": gap_matches,
    "hottext": hottexts,
    "slider": sliders,
    "text-entry": text_entries,
    "composed": composeds,
    "talk": talks,
    "pairing": pairings,
    "extended-text": extended_texts,
    "rating": ratings,
    "take-away": take_aways,
}


@st.composite
def responses(draw: st.DrawFn, item: Item) -> object:
    """Any response that validates: known ids, unknown ones, and none."""
    found = kind(item.kind)
    schema = found.Response.model_json_schema()
    here = sorted(set(re.findall(r'"id":"([a-z0-9-]+)"', item.model_dump_json()))) or ["none"]
    words = st.one_of(st.sampled_from(here), st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
    values: dict[str, st.SearchStrategy[object]] = {
        "array": st.lists(words, max_size=12),
        "object": st.dictionaries(words, words, max_size=12),
        "string": st.one_of(words, st.text(st.characters(exclude_categories=["Cs"]), max_size=300)),
    }
    data: dict[str, object] = {}
    for name, field in schema["properties"].items():
        if name == "plays":
            play = st.fixed_dictionaries(
                {
                    "talk": st.sampled_from([item.talk.id, "another"]),  # type: ignore[attr-defined]
                    "digest": st.just("0"),
                    "seed": st.integers(0, 2**32 - 1),
                    "replies": st.lists(words, max_size=8),
                }
            )
            data[name] = draw(st.lists(play, max_size=3))
        elif name == "sheets":
            letters = st.sampled_from(["", "K", "KO", "Åsa", "की"])
            texts = st.dictionaries(words, words, max_size=8)
            sheet = st.fixed_dictionaries({"initials": letters, "fields": texts})
            data[name] = draw(st.dictionaries(words, sheet, max_size=4))
        elif name == "compared":
            data[name] = draw(st.dictionaries(words, st.booleans(), max_size=4))
        elif "anyOf" in field:
            data[name] = draw(st.one_of(st.none(), st.floats(-1e6, 1e6)))
        else:
            data[name] = draw(values[field["type"]])
    return data
