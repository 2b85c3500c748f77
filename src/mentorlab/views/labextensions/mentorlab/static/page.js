// Makes a notebook of ours look like a page: a bar at the top, no code, no shortcuts.
//
// On `/doc/tree/` pages everything but the bar is hidden until "Show the code" brings JupyterLab back as it
// is. In `/lab/` JupyterLab's menus stay, and only the code of our own cells is hidden.

const { search } = new URL(import.meta.url);
const { callOf } = await import(`./cells.js${search}`);
const { makeBar } = await import(`./bar.js${search}`);
const { pageOf } = await import(`./links.js${search}`);
const { guardReplies } = await import(`./replies.js${search}`);

// JupyterLab takes the address apart while it starts.
const ASKED = window.location.hash.slice(1);

export class Page {
  constructor(app, panel, { Widget, PageConfig }, arrange) {
    this.app = app;
    this.panel = panel;
    this.PageConfig = PageConfig;
    this.arrange = arrange;
    this.codeShown = false;
    this.bar = makeBar(() => this.toggleCode());
    this.barWidget = new Widget({ node: this.bar.node });
    panel.contentHeader.addWidget(this.barWidget);
    panel.addClass("mentorlab-page");
    this.markCells();
    panel.content.model.cells.changed.connect(() => this.markCells());
    panel.content.model.sharedModel.changed.connect(() => this.markCells());
    this.guardKeys();
    this.guardUndo();
    guardReplies(this.panel);
    this.nameGroups();
    this.offerHome();
  }

  // Whether the whole browser page is this notebook's.
  get alone() {
    return this.app.shell.mode === "single-document";
  }

  // Whether it is shown as a page to read: alone, without code or menus.
  get isReadingView() {
    return this.alone && !this.codeShown;
  }

  toggleCode() {
    this.codeShown = !this.codeShown;
    for (const cell of this.panel.content.widgets) {
      if (cell.hasClass("mentorlab-cell")) {
        cell.inputHidden = !this.codeShown;
      }
    }
    for (const node of this.panel.node.querySelectorAll("[data-lm-suppress-shortcuts]")) {
      delete node.dataset.lmSuppressShortcuts;
    }
    this.arrange();
  }

  // A sentence in the bar, with a button where something can be done; null takes it away.
  tell(said) {
    this.bar.say(said);
    if (said === null) {
      this.goToAsked();
    }
    this.panel.toggleClass("mentorlab-mod-unanswering", Boolean(said?.mend));
  }

  update() {
    this.panel.toggleClass("mentorlab-mod-reading", this.isReadingView);
    this.panel.toggleClass("mentorlab-mod-code", this.codeShown);
    this.bar.node.classList.toggle("mentorlab-mod-alone", this.alone);
    this.bar.codeShown(this.codeShown);
    this.panel.toolbar.setHidden(this.isReadingView);
    for (const cell of this.panel.content.widgets) {
      if (cell.model.type === "markdown" && this.alone) {
        // A locked paragraph that is clicked twice stays a paragraph.
        cell.showEditorForReadOnly = this.codeShown;
      }
    }
  }

  // Our cells by their shape, for the style and for the keys.
  markCells() {
    for (const cell of this.panel.content.widgets) {
      if (cell.model.type === "code") {
        cell.toggleClass("mentorlab-cell", callOf(cell.model.sharedModel.getSource()) !== null);
      }
    }
    this.update();
  }

  // Keys pressed in a form belong to the form: else an arrow would leave the radio buttons for the next cell.
  // On such a page no key is a shortcut (a "d" pressed twice would delete a paragraph) but the one for saving.
  guardKeys() {
    this.panel.node.addEventListener("focusin", ({ target }) => {
      // JupyterLab's own mark for this. It counts on the element that has the focus, not around it.
      if (this.isReadingView || target.closest(".mentorlab-cell .jp-OutputArea")) {
        target.dataset.lmSuppressShortcuts = "true";
      } else {
        delete target.dataset.lmSuppressShortcuts;
      }
    });
    this.panel.node.addEventListener("mousedown", () => this.panel.removeClass("mentorlab-mod-tabbing"));
    this.panel.node.addEventListener("keydown", (event) => {
      if (event.key === "Tab") {
        this.panel.addClass("mentorlab-mod-tabbing");
      }
      if (event.target.tagName === "SELECT" && /^Page(Up|Down)$/.test(event.key)) {
        // In a closed list these keys would change the answer. Here they turn the page, as everywhere else.
        event.preventDefault();
        const scroller = this.panel.content.node.querySelector(".jp-WindowedPanel-outer");
        scroller.scrollBy({ top: (event.key === "PageUp" ? -0.9 : 0.9) * scroller.clientHeight });
      }
      const save = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key === "s";
      if (save && !event.defaultPrevented) {
        event.preventDefault();
        this.panel.context.save();
      }
    });
  }

  // The browser's undo takes back what was typed last anywhere on the page, out of sight and after it was
  // checked. Here it reaches the field that has the focus, and no other.
  guardUndo() {
    let focused = null;
    let mending = false;
    const onKey = (event) => {
      const key = event.key.toLowerCase();
      if (!this.isReadingView || !(event.ctrlKey || event.metaKey) || event.altKey || (key !== "z" && key !== "y")) {
        return;
      }
      focused = event.target;
      if (!focused.matches("textarea, input:not([type=radio], [type=checkbox])")) {
        event.preventDefault();
      }
    };
    const onInput = (event) => {
      const back = { historyUndo: "redo", historyRedo: "undo" }[event.inputType];
      if (!back || !focused || (event.target === focused && !mending)) {
        return;
      }
      event.stopImmediatePropagation(); // no form hears of what is about to be mended
      if (!mending) {
        mending = true;
        document.execCommand(back);
        mending = false;
        focused.focus();
      }
    };
    document.addEventListener("keydown", onKey, true);
    document.addEventListener("input", onInput, true);
    this.panel.disposed.connect(() => {
      document.removeEventListener("keydown", onKey, true);
      document.removeEventListener("input", onInput, true);
    });
  }

  // Goes to the heading that the address asks for, once: only now are the forms there, and their headings.
  goToAsked() {
    const asked = this.alone && !this.gone ? decodeURIComponent(ASKED) : "";
    this.gone = true;
    if (!asked) {
      return;
    }
    const headings = [...this.panel.content.node.querySelectorAll(":is(h1, h2, h3, h4)")];
    const dashed = (text) => text?.trim().replace(/ /g, "-");
    const words = (one) => [dashed(one.firstChild?.textContent), dashed(one.textContent)];
    const found = headings.find((one) => words(one).includes(asked));
    if (found) {
      found.tabIndex = -1;
      found.focus({ preventScroll: true });
      found.scrollIntoView({ block: "start" });
    }
  }

  // A set of radio buttons says what is asked: its own label, or else the title of the exercise. (ipywidgets
  // names each button and not the set.)
  nameGroups() {
    const name = () => {
      for (const box of this.panel.node.querySelectorAll(".widget-radio-box:not([aria-label])")) {
        const label = box.closest(".widget-radio")?.querySelector(":scope > .widget-label")?.textContent;
        const said = label?.trim() || titleAbove(box);
        box.setAttribute("role", "radiogroup");
        if (said) {
          box.setAttribute("aria-label", said);
        }
      }
    };
    const watch = new MutationObserver(name);
    watch.observe(this.panel.content.node, { childList: true, subtree: true });
    this.panel.disposed.connect(() => watch.disconnect());
    this.panel.node.addEventListener("focusin", name);
    name();
  }

  async offerHome() {
    const path = "home.ipynb";
    if (this.panel.context.path === path) {
      return;
    }
    const root = await this.app.serviceManager.contents.get("", { content: true });
    if (root.content.some((file) => file.path === path)) {
      this.bar.offerHome(pageOf(path, this.PageConfig));
    }
    await this.offerExercises(root.content);
  }

  // From a lesson to its exercises, where there are any. (Looked up in lists: a page that is not there would be
  // an error in the console.)
  async offerExercises(beside) {
    const [, module] = /^course\/([^/]+)\.ipynb$/.exec(this.panel.context.path) ?? [];
    if (!module || !beside.some((file) => file.path === "exercises")) {
      return;
    }
    const { content } = await this.app.serviceManager.contents.get("exercises", { content: true });
    if (content.some((file) => file.name === module)) {
      this.bar.offerExercises(pageOf(`exercises/${module}/${module}.ipynb`, this.PageConfig));
    }
  }
}

// The last heading before an element, in its own form or above it on the page.
function titleAbove(node) {
  const headings = [...node.closest(".jp-Notebook").querySelectorAll(":is(h1, h2, h3, h4)")];
  const before = headings.filter((one) => one.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
  return before.at(-1)?.textContent.replace("¶", "").trim() ?? "";
}
