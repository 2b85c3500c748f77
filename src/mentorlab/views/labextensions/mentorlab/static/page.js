// Makes a notebook of ours look like a page: a bar at the top, no code, none of JupyterLab's furniture.
//
// On `/doc/tree/` pages everything but the bar is hidden until "Show the code" brings JupyterLab back as it
// is. In `/lab/` the furniture stays, and only our own cells are calm. Nothing is stored: the widgets of the
// shell are hidden, no setting is changed.

const { search } = new URL(import.meta.url);
const { callOf } = await import(`./cells.js${search}`);
const { pageOf } = await import(`./links.js${search}`);

const FURNITURE = ["jp-top-panel", "jp-menu-panel", "jp-bottom-panel"];

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
    this.offerHome();
  }

  // Whether the whole browser page is this notebook's.
  get alone() {
    return this.app.shell.mode === "single-document";
  }

  get isCalm() {
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
    this.panel.toggleClass("mentorlab-mod-asleep", Boolean(said?.mend));
  }

  update() {
    this.panel.toggleClass("mentorlab-mod-calm", this.isCalm);
    this.panel.toggleClass("mentorlab-mod-code", this.codeShown);
    this.bar.node.classList.toggle("mentorlab-mod-alone", this.alone);
    this.bar.codeShown(this.codeShown);
    this.panel.toolbar.setHidden(this.isCalm);
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
  // On a calm page no key is a shortcut (a "d" pressed twice would delete a paragraph) but the one for saving.
  guardKeys() {
    this.panel.node.addEventListener("focusin", ({ target }) => {
      // JupyterLab's own mark for this. It counts on the element that has the focus, not around it.
      if (this.isCalm || target.closest(".mentorlab-cell .jp-OutputArea")) {
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
      const save = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key === "s";
      if (save && !event.defaultPrevented) {
        event.preventDefault();
        this.panel.context.save();
      }
    });
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
  }
}

// Hides the shell's furniture, or shows again what was hidden.
export class Furniture {
  constructor(shell) {
    this.shell = shell;
    this.hidden = [];
  }

  hide() {
    for (const widget of widgetsIn(this.shell)) {
      const furniture = FURNITURE.includes(widget.id) || widget.hasClass("jp-SideBar");
      if (furniture && !widget.isHidden) {
        widget.hide();
        this.hidden.push(widget);
      }
    }
  }

  show() {
    for (const widget of this.hidden.splice(0)) {
      widget.show();
    }
  }
}

function* widgetsIn(widget) {
  for (const child of widget.children()) {
    yield child;
    if (child.id !== "jp-main-dock-panel") {
      yield* widgetsIn(child);
    }
  }
}

function makeBar(onCode) {
  const node = document.createElement("div");
  node.setAttribute("role", "group");
  node.setAttribute("aria-label", "This page");
  node.className = "mentorlab-bar";
  const home = document.createElement("a");
  home.textContent = "All modules";
  home.hidden = true;
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  const mend = document.createElement("button");
  mend.type = "button";
  mend.textContent = "Try again";
  mend.hidden = true;
  const code = document.createElement("button");
  code.type = "button";
  code.className = "mentorlab-bar-code";
  code.addEventListener("click", onCode);
  node.append(home, status, mend, code);
  return {
    node,
    say(said) {
      status.textContent = said?.text ?? "";
      status.classList.toggle("mentorlab-mod-serious", Boolean(said?.mend));
      mend.hidden = !said?.mend;
      mend.onclick = said?.mend ?? null;
    },
    codeShown(shown) {
      code.textContent = shown ? "Hide the code" : "Show the code";
    },
    offerHome(address) {
      home.href = address;
      home.hidden = false;
    },
  };
}
