"""The look of everything we show: one string of CSS, scoped to `.mentorlab`.

Our own colours (`palette`) and not the theme's, because JupyterLab's buttons, labels and grey texts fail AA
contrast; two sets of them, and the page's theme chooses. Nothing is fetched: no fonts, no pictures.
"""

from __future__ import annotations

from mentorlab.views.pages.map_drawing import DRAWN_IN
from mentorlab.views.pages.palette import DARK, LIGHT, css_variables


def _map_colours() -> str:
    """Rules that give the map, which is drawn for paper, the colours of the page's theme."""
    return "".join(
        f'.mentorlab .ml-map svg [{part}="{LIGHT[name]}"]{{{part}:var(--{name})}}'
        for name in DRAWN_IN
        for part in ("fill", "stroke")
    )


STYLE = (
    f".mentorlab{{{css_variables(LIGHT)}"
    """box-sizing:border-box;max-width:70ch;width:100%;padding:2px 4px;color:var(--ink);background:var(--paper);
font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
font-size:16px;line-height:1.55;overflow-wrap:anywhere}
"""
    f'[data-jp-theme-light="false"] .mentorlab{{{css_variables(DARK)}color-scheme:dark}}'
    """
.mentorlab *{box-sizing:border-box}
.mentorlab p{margin:0 0 .6em}
.mentorlab p:last-child{margin-bottom:0}
.mentorlab ul,.mentorlab ol{margin:0 0 .6em;padding-left:1.5em}
.mentorlab li{margin:.15em 0}
.mentorlab strong{font-weight:650}
.mentorlab blockquote{margin:0 0 .6em;padding-left:.9em;border-left:3px solid var(--line)}
.mentorlab code{font-family:ui-monospace,Consolas,monospace;font-size:.93em;background:none;color:inherit}
.mentorlab a{color:var(--accent);text-decoration:underline}
.mentorlab table{border-collapse:collapse;width:100%;margin:.3em 0 .8em;font-size:inherit;color:inherit;border:0}
.mentorlab th,.mentorlab td{text-align:left;vertical-align:top;padding:.35em .7em .35em 0;background:none;
border:0;border-bottom:1px solid var(--line);white-space:normal;max-width:none;font-weight:400;color:inherit}
.mentorlab tr{background:none}
.mentorlab th{font-weight:600;max-width:32ch}
.mentorlab details{margin:.3em 0}
.mentorlab summary{cursor:pointer;color:var(--accent);padding:.2em 0;width:fit-content;list-style:revert}
.mentorlab summary:hover{text-decoration:underline}
.mentorlab .ml-title{font-weight:650;font-size:1.07em;margin:.2em 0 .4em}
.mentorlab h1.ml-title{font-size:1.8em;line-height:1.2;color:inherit;margin:.2em 0 .6em}
.mentorlab h2.ml-title,.mentorlab h3.ml-title{font-size:1.3em;line-height:1.3;color:inherit}
.mentorlab .ml-soft,.mentorlab .ml-status{color:var(--soft)}
.mentorlab .ml-status{display:inline-block;min-height:1.6em;font-size:.93em}
.mentorlab .ml-status .ml-bad{color:var(--not);font-weight:600}
.mentorlab .ml-fault{color:var(--not);font-weight:600}
.mentorlab .ml-label{font-weight:600;margin:.2em 0 .3em}
.mentorlab .ml-notice{border-left:4px solid var(--part);background:var(--wash);padding:.5em .8em;margin:0 0 .6em}
.mentorlab .ml-box{background:var(--wash);border-radius:6px;padding:.7em .9em;margin:.6em 0}
.mentorlab .ml-verdict{font-weight:650;margin:0 0 .5em}
.mentorlab .ml-outcome>.ml-verdict{display:block;width:fit-content;max-width:100%;margin:.5em 0 0;font-weight:650;scroll-margin:4em 0 30vh}
.mentorlab .ml-outcome>.ml-verdict:empty{display:none}
.mentorlab .ml-parts{list-style:none;padding:0;margin:.2em 0 .6em}
.mentorlab .ml-parts>li{padding:.5em 0 .5em .8em;border-left:3px solid var(--line);margin:.5em 0}
.mentorlab .ml-parts>li.ml-good{border-color:var(--good)}
.mentorlab .ml-parts>li.ml-part{border-color:var(--part)}
.mentorlab .ml-parts>li.ml-not{border-color:var(--not)}
.mentorlab .ml-parts p{margin:.1em 0}
.mentorlab .ml-badge{font-weight:650;margin-right:.4em}
.mentorlab .ml-good>.ml-badge,.mentorlab .ml-good>p>.ml-badge{color:var(--good)}
.mentorlab .ml-part>.ml-badge,.mentorlab .ml-part>p>.ml-badge{color:var(--part)}
.mentorlab .ml-not>.ml-badge,.mentorlab .ml-not>p>.ml-badge{color:var(--not)}
.mentorlab .ml-sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(24ch,1fr));gap:.8em}
.mentorlab .ml-sides>div{background:var(--wash);border-radius:6px;padding:.6em .8em}
.mentorlab .ml-box .ml-sides>div{background:var(--paper)}
.mentorlab .ml-line{margin:.35em 0}
.mentorlab .ml-who{font-weight:650;margin-right:.45em}
.mentorlab .ml-told{margin:.5em 0}
.mentorlab .ml-thought{font-style:italic;border-left:3px dotted var(--edge);padding-left:.8em;margin:.5em 0}
.mentorlab .ml-thought .ml-who{font-style:normal}
.mentorlab .ml-mine{background:var(--mine);border-radius:10px 10px 2px 10px;padding:.45em .8em;margin:.7em 0 .7em 2.5em}
.mentorlab .ml-coach{background:var(--wash);border-left:3px solid var(--accent);padding:.45em .8em;margin:.7em 0}
.mentorlab .ml-ending{border:2px solid var(--accent);border-radius:8px;padding:.7em .9em;margin:.8em 0}
.mentorlab .ml-debrief>details{border-top:1px solid var(--line);padding:.35em 0}
.mentorlab .ml-debrief>details>summary{font-weight:650}
.mentorlab .ml-map{overflow:auto;max-height:40em;margin:.4em 0;border:1px solid var(--line);border-radius:6px}
.mentorlab .ml-map svg{display:block}
"""
    f"{_map_colours()}"
    """
.mentorlab .ml-bar{height:8px;background:var(--line);border-radius:4px;overflow:hidden;margin:.3em 0;max-width:24em}
.mentorlab .ml-bar>span{display:block;height:100%;background:var(--accent)}
.mentorlab .ml-gap{border-bottom:2px solid var(--edge);padding:0 .6em}
.mentorlab .ml-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.mentorlab.jupyter-widgets{overflow:visible;margin:0;height:auto}
.mentorlab .jupyter-widgets{overflow:visible;color:var(--ink);font-size:inherit;line-height:inherit;margin:0;height:auto;max-width:100%}
.mentorlab .widget-html,.mentorlab .widget-html-content{width:100%;line-height:inherit;font-size:inherit}
.mentorlab .widget-html>.widget-label:empty,.mentorlab .widget-html:has(>.widget-html-content:empty){display:none}
.mentorlab .widget-html-content{min-height:0}
.widget-html:has(>.widget-html-content>.mentorlab){margin:0}
.mentorlab.ml-mark{margin:-.4em 0 1.2em}
.mentorlab .widget-vbox,.mentorlab .widget-hbox{overflow:visible;align-items:flex-start}
.mentorlab .widget-vbox{align-items:stretch}
.mentorlab .widget-hbox{flex-wrap:wrap;gap:.3em .8em;align-items:center}
.mentorlab .widget-label,.mentorlab .widget-label-basic{white-space:normal;overflow:visible;text-overflow:clip;
height:auto;line-height:1.5;color:var(--ink);font-size:inherit;text-align:left}
.mentorlab .widget-inline-hbox{height:auto;align-items:flex-start;width:100%}
.mentorlab .widget-inline-hbox .widget-label{width:auto;max-width:100%;margin:0;text-align:left}
.mentorlab .widget-radio,.mentorlab .widget-dropdown,.mentorlab .widget-text,.mentorlab .widget-textarea{flex-direction:column;
align-items:stretch;width:100%;max-width:100%;margin:.35em 0}
.mentorlab .widget-radio-box{width:100%;max-width:100%;margin:0;padding:0!important;line-height:1.5}
.mentorlab .widget-radio-box label,.mentorlab .widget-checkbox .widget-label-basic{display:flex;flex-direction:row;align-items:flex-start;
gap:.6em;height:auto;min-height:2.1em;max-width:100%;width:100%;margin:0;padding:.35em .5em;border-radius:6px;white-space:normal;
overflow:visible;text-overflow:clip;line-height:1.5;font-size:inherit;color:var(--ink);cursor:pointer}
.mentorlab .widget-radio-box label{flex-direction:row-reverse;justify-content:flex-end}
.mentorlab .widget-radio-box label:hover,.mentorlab .widget-checkbox .widget-label-basic:hover{background:var(--wash)}
.mentorlab .widget-radio-box label:has(:checked),.mentorlab .widget-checkbox .widget-label-basic:has(:checked){background:var(--mine)}
.mentorlab input[type=radio],.mentorlab input[type=checkbox]{flex:none;width:1.1em;height:1.1em;margin:.2em 0 0;accent-color:var(--accent);position:static}
.mentorlab .widget-checkbox{width:100%}
.mentorlab .widget-checkbox input[type=checkbox]{margin-top:.15em;align-self:flex-start}
.mentorlab .widget-checkbox .widget-label-basic span{line-height:1.5}
.mentorlab select,.mentorlab textarea,.mentorlab input[type=text],.mentorlab input[type=number]{width:100%;max-width:100%;height:auto;min-height:2.3em;
padding:.4em .6em;color:var(--ink);background:var(--paper)!important;border:1px solid var(--edge)!important;border-radius:5px;
font-family:inherit;font-size:inherit;line-height:1.45}
.mentorlab select,.mentorlab textarea,.mentorlab .widget-text input{flex:none}
.mentorlab select{width:auto;min-width:min(24ch,100%);align-self:flex-start;appearance:auto;padding-right:.4em}
.mentorlab .ml-rows>.widget-dropdown,.mentorlab .ml-inline.widget-dropdown{flex-flow:row wrap;align-items:center;gap:.2em 1em}
.mentorlab .ml-rows>.widget-dropdown{justify-content:space-between;border-bottom:1px solid var(--line);margin:0;padding:.4em 0}
.mentorlab .ml-rows>.widget-dropdown .widget-label{flex:1 1 26ch;margin:0}
.mentorlab .ml-inline>.widget-label{margin:0!important}
.mentorlab .ml-compare .widget-radio-box{flex-direction:row}
.mentorlab .ml-compare .widget-radio-box label{width:auto;padding-right:1em}
.mentorlab .ml-scale>.widget-radio{margin:.6em 0 0;padding-top:.6em;border-top:1px solid var(--line)}
.mentorlab .ml-scale>.widget-radio>.widget-label{font-weight:600}
.mentorlab .ml-scale .widget-radio-box{flex-flow:row wrap}
.mentorlab .ml-scale .widget-radio-box label{width:auto;padding-right:.9em}
.mentorlab .ml-scale>.widget-html{padding-left:.5em}
.mentorlab .ml-field{margin-bottom:.7em}
.mentorlab .ml-sheets.widget-hbox{align-items:flex-end}
.mentorlab .ml-sheets>.widget-dropdown{width:auto}
.mentorlab .ml-inline .widget-label{color:var(--soft)}
.mentorlab .ml-unmarkable{padding-left:2.2em}
.mentorlab .ml-pair .widget-text{width:auto}
.mentorlab .ml-actions{margin-top:.5em}
.mentorlab .ml-actions .widget-html{width:auto;flex:1 1 20ch}
.mentorlab .widget-vbox>.jupyter-button{align-self:flex-start}
.mentorlab .ml-replies>.jupyter-button{align-self:stretch}
.mentorlab.ml-form{margin:.6em 0 1.4em;gap:.35em}
.mentorlab .widget-dropdown>.widget-label,.mentorlab .widget-text>.widget-label,.mentorlab .widget-textarea>.widget-label{margin-bottom:.25em}
.mentorlab select option{color:var(--ink);background:var(--paper)}
.mentorlab input[type=text]{max-width:36ch}
.mentorlab textarea{resize:vertical}
.mentorlab .ml-narrow input[type=text]{max-width:12ch}
.mentorlab .jupyter-button{display:inline-block;width:auto;max-width:100%;height:auto;min-height:2.3em;padding:.4em .95em;white-space:normal;
overflow:visible;text-overflow:clip;text-align:left;line-height:1.45;font-family:inherit;font-size:inherit;
color:var(--accent);background:var(--paper);border:1px solid var(--accent);border-radius:6px;box-shadow:none;cursor:pointer;margin:.15em 0}
.mentorlab .jupyter-button:hover:enabled{background:var(--mine);box-shadow:none}
.mentorlab .jupyter-button:disabled{opacity:1;color:var(--soft);border:1px dashed var(--edge);background:var(--paper);cursor:default}
.mentorlab .jupyter-button.ml-main{color:var(--on-accent);background:var(--accent);font-weight:600}
.mentorlab .jupyter-button.ml-main:hover:enabled{text-decoration:underline;background:var(--accent)}
.mentorlab .jupyter-button.ml-plain{border-color:transparent;text-decoration:underline;padding-left:.3em;padding-right:.3em}
.mentorlab .ml-replies{counter-reset:reply;gap:.45em;margin:.3em 0 .5em}
.mentorlab .ml-replies .jupyter-button{counter-increment:reply;position:relative;width:100%;padding:.6em .9em .6em 2.5em;color:var(--ink);border-color:var(--edge)}
.mentorlab .ml-replies .jupyter-button::before{content:counter(reply) ".";position:absolute;left:1em;color:var(--soft)}
.mentorlab .ml-replies .jupyter-button:hover:enabled{border-color:var(--accent)}
.mentorlab .ml-asks{margin-top:.7em}
.mentorlab .ml-here{display:block;margin:.5em 0 .1em;padding:.1em 0;color:var(--soft);font-size:.9em;width:fit-content;scroll-margin:4em 0 60vh}
.mentorlab .ml-tools{margin-top:.2em}
.mentorlab .ml-step{flex-wrap:nowrap;align-items:flex-start;gap:.5em;border-bottom:1px solid var(--line);padding:.3em 0}
.mentorlab .ml-step .widget-html{flex:1 1 auto;width:auto;min-width:0;padding-top:.4em}
.mentorlab .ml-step .jupyter-button{flex:none;padding:.3em .6em}
.mentorlab :is(*,[tabindex]):focus-visible{outline:3px solid var(--focus)!important;outline-offset:2px;box-shadow:none}
.mentorlab.ml-form .widget-vbox,.mentorlab.ml-form .widget-hbox,.mentorlab.ml-form .widget-html,.mentorlab.ml-form .widget-html-content{overflow:visible}
.mentorlab :is(.ml-here,.ml-verdict):focus:not(:focus-visible){outline:none!important}
.jp-Cell:has(.mentorlab.ml-mark) .jp-OutputArea-executeResult,.jp-OutputArea:has(.mentorlab.ml-mark) .jp-OutputArea-executeResult{display:none}
@media (prefers-reduced-motion:reduce){.mentorlab *{transition:none!important;animation:none!important;scroll-behavior:auto!important}}
@media (forced-colors:active){.mentorlab .jupyter-button,.mentorlab .ml-mine,.mentorlab .ml-coach,.mentorlab .ml-box{border:1px solid}}
@media print{.mentorlab .jupyter-button{display:none}}"""
)

TAG = f"<style>{STYLE}</style>"
