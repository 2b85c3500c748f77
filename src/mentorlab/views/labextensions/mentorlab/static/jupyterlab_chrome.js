// JupyterLab's menus, side bars and status line, out of sight while a page of ours fills the window.
//
// Nothing is stored: the widgets of the shell are hidden, no setting is changed.

const CHROME = ["jp-top-panel", "jp-menu-panel", "jp-bottom-panel"];

// Hides what JupyterLab shows around a notebook, or shows again what was hidden.
export class LabChrome {
  constructor(shell) {
    this.shell = shell;
    this.hidden = [];
  }

  hide() {
    for (const widget of widgetsIn(this.shell)) {
      const chrome = CHROME.includes(widget.id) || widget.hasClass("jp-SideBar");
      if (chrome && !widget.isHidden) {
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
