// The plugin: for every notebook that opens, if it is ours, a page, its links, and its cells run.

const { search } = new URL(import.meta.url);
const { isOurs } = await import(`./cells.js${search}`);
const { followLinks, keepHistoryShort } = await import(`./links.js${search}`);
const { LabChrome } = await import(`./jupyterlab_chrome.js${search}`);
const { Page } = await import(`./page.js${search}`);
const { Runner } = await import(`./run.js${search}`);

export async function makePlugin(take) {
  const [notebook, cells, coreutils, lumino] = await Promise.all(
    ["@jupyterlab/notebook", "@jupyterlab/cells", "@jupyterlab/coreutils", "@lumino/widgets"].map(take),
  );
  const tools = {
    CodeCell: cells.CodeCell,
    NotebookActions: notebook.NotebookActions,
    PageConfig: coreutils.PageConfig,
    Widget: lumino.Widget,
  };
  return {
    __esModule: true,
    default: {
      id: "mentorlab:pages",
      description: "Shows the notebooks of mentorlab as pages and runs their own cells.",
      autoStart: true,
      requires: [notebook.INotebookTracker],
      activate: (app, tracker) => watch(app, tracker, tools),
    },
  };
}

function watch(app, tracker, tools) {
  const pages = new Map();
  const chrome = new LabChrome(app.shell);

  // JupyterLab's chrome goes only while the page in view is ours, alone and without its code. (The shell's
  // `currentWidget` does not tell: it is empty until something in the page has the focus.)
  const arrange = () => {
    let reading = false;
    for (const [panel, page] of pages) {
      page.update();
      reading ||= page.isReadingView && panel.isVisible;
    }
    if (reading) {
      chrome.hide();
    } else {
      chrome.show();
    }
  };

  const open = async (panel) => {
    await panel.context.ready;
    const ours = isOurs(panel.context.model);
    panel.node.dataset.mentorlab = ours ? "ours" : "other";
    if (!ours || panel.isDisposed) {
      return;
    }
    const page = new Page(app, panel, tools, arrange);
    pages.set(panel, page);
    panel.disposed.connect(() => {
      pages.delete(panel);
      arrange();
    });
    followLinks(panel, tools.PageConfig, () => page.isReadingView);
    arrange();
    new Runner(panel, tools, (said) => page.tell(said));
  };

  const strangers = () => app.shell.node.querySelector('[data-mentorlab="other"]') !== null;
  keepHistoryShort(() => app.shell.mode === "single-document" && !strangers());
  tracker.widgetAdded.connect((_, panel) => open(panel));
  tracker.forEach(open);
  for (const signal of ["currentChanged", "layoutModified", "modeChanged"]) {
    app.shell[signal]?.connect(arrange);
  }
  app.restored.then(arrange);
}
