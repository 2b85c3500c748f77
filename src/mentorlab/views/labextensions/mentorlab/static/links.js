// Links from one notebook to another open the other notebook as a page of its own.
//
// JupyterLab opens a linked notebook behind the present one, in the same page, where the Back button does
// not undo it and the page left behind keeps its old state. On `/doc/tree/` pages a link is a link.

// The path on the server that a click on this anchor asks for, or null if it is no notebook of this server.
// JupyterLab has turned the anchors in Markdown into downloads (`/files/…`); those in our own forms are as
// they were written, relative to the notebook.
export function notebookBehind(anchor, here, baseUrl) {
  const href = anchor.getAttribute("href");
  if (!href || anchor.hasAttribute("download")) {
    return null;
  }
  const files = new URL("files/", new URL(baseUrl, window.location.href));
  const target = new URL(href, new URL(encodePath(here), files));
  if (target.origin !== files.origin || !target.pathname.startsWith(files.pathname)) {
    return null;
  }
  const path = decodeURIComponent(target.pathname.slice(files.pathname.length));
  return path.endsWith(".ipynb") ? { path, hash: target.hash } : null;
}

const encodePath = (path) => path.split("/").map(encodeURIComponent).join("/");

// The address at which the server gives out a file that a form of ours links to, relative to the notebook.
export function addressOfFile(href, here, baseUrl) {
  const files = new URL("files/", new URL(baseUrl, window.location.href));
  const target = new URL(href, new URL(encodePath(here), files));
  return target.href.startsWith(files.href) ? target.href : null;
}

// Follows links in the panel with whole pages, while `wanted()`. A link to a kept file (`.ml-file`) is sent to the
// file itself, and the browser opens it in a tab of its own, where it can be printed.
export function followLinks(panel, PageConfig, wanted) {
  const follow = (event) => {
    const anchor = event.target.closest?.("a[href]");
    if (anchor?.matches(".mentorlab a.ml-file")) {
      const address = addressOfFile(anchor.getAttribute("href"), panel.context.path, PageConfig.getBaseUrl());
      if (address) {
        anchor.href = address;
      }
      return;
    }
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!anchor || !plain || !wanted()) {
      return;
    }
    const target = notebookBehind(anchor, panel.context.path, PageConfig.getBaseUrl());
    if (target) {
      event.preventDefault();
      event.stopPropagation();
      window.location.assign(pageOf(target.path, PageConfig) + target.hash);
    }
  };
  panel.node.addEventListener("click", follow, true);
  panel.node.addEventListener("auxclick", follow, true);
}

// While a page loads, JupyterLab writes the folder and the notebook into the browser's history, so that Back
// would have to be pressed three times. While `wanted()`, it replaces the entry instead.
export function keepHistoryShort(wanted) {
  const push = window.history.pushState.bind(window.history);
  const replace = window.history.replaceState.bind(window.history);
  window.history.pushState = (...entry) => (wanted() ? replace(...entry) : push(...entry));
}

// The address of a notebook's own page.
export function pageOf(path, PageConfig) {
  return PageConfig.getUrl({ mode: "single-document", treePath: path });
}
