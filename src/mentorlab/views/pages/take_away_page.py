"""A take-away as one page to print: a file that asks for nothing from outside, with no script in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from mentorlab import wording
from mentorlab.item.kinds.take_away import Item
from mentorlab.views.pages.palette import LIGHT, css_variables
from mentorlab.views.pages.text import escape, inline, lines, plain

_STYLE = (
    f":root{{{css_variables(LIGHT)}}}"
    """
@page{size:A4;margin:18mm 18mm 16mm}
body{margin:2.5em auto;max-width:42em;padding:0 1.2em;color:var(--ink);background:var(--paper);
font:16px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
h1{margin:0;font-size:1.6em;line-height:1.2}
header p,footer{color:var(--soft)}
header p{margin:.2em 0 1em}
dl{margin:0}
div{break-inside:avoid;border-top:1px solid var(--line);padding:.5em 0 .6em}
dt{font-size:.9em;color:var(--soft)}
dd{margin:.15em 0 0}
dd.blank{height:2.4em}
footer{border-top:1px solid var(--line);padding-top:.6em;font-size:.85em}
@media print{body{margin:0;padding:0;max-width:none;font-size:10.5pt}dd.blank{height:9mm}}"""
)


def page(item: Item, texts: Mapping[str, str], initials: str, day: date, *, shared: bool = False) -> str:
    """Render the whole document.

    Parameters
    ----------
    texts : field id -> what was filled in; a blank field is a space to write in by hand
    shared : whether it is the mentee's page, with the fields that are marked for it alone
    """
    asked = [field for field in item.fields if field.share or not shared]
    fields = "".join(_field(field.text, texts.get(field.id, "")) for field in asked)
    date_words = wording.day(day)
    who = f"{escape(initials)} · {date_words}" if initials else date_words
    title = plain(item.title)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{escape(f'{title} {initials}'.strip())}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<header><h1>{inline(item.title)}</h1><p>{who}</p></header>\n<dl>\n{fields}</dl>\n"
        f"<footer>{_FOOTER_SHARED if shared else _FOOTER}</footer>\n</body>\n</html>\n"
    )


_FOOTER = "To change it, change the form in the lesson and keep it as a page again."
_FOOTER_SHARED = "This copy is yours. Cross out what does not fit; it can be changed at any meeting."


def _field(label: str, text: str) -> str:
    html = f"<dd>{lines(text.strip())}</dd>" if text.strip() else '<dd class="blank"></dd>'
    return f"<div><dt>{inline(label)}</dt>{html}</div>\n"
