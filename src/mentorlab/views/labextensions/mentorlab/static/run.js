// Runs our cells when the kernel is really ready, and again whenever the kernel is a new one.
//
// JupyterLab's own "Run All" does nothing, silently, before the kernel is connected; and widgets are gone
// when a page is opened again, because their state is in the kernel alone. So: wait for the notebook, for
// the session, for the kernel's own answer; then run what has no living widget.

const { search } = new URL(import.meta.url);
const { ourCells } = await import(`./cells.js${search}`);

const WIDGET = "application/vnd.jupyter.widget-view+json";
const SLOW = 20_000; // milliseconds until we say that it is taking long
const START = 20_000; // milliseconds that a new kernel may take to be there

// A notebook's folder comes first on Python's path, so a stranger's `mentorlab.py` or `json.py` beside a
// notebook would run in place of ours. While our cells run, the folder is off the path.
const FOLDER_OFF = `
import sys
if "" in sys.path:
    sys.path.remove("")
    sys._mentorlab_folder_off = True
import mentorlab.views
del sys, mentorlab
`;
const FOLDER_ON = `
import sys
if getattr(sys, "_mentorlab_folder_off", False):
    sys.path.insert(0, "")
    del sys._mentorlab_folder_off
del sys
`;

export const SENTENCES = {
  waiting: "Getting the page ready…",
  slow: "Getting the page ready… The first start can take a minute.",
  noKernel: "Python did not start, so this page cannot answer yet. What you saved is safe.",
  stopped: "This page fell asleep, because Python stopped. What you saved is safe.",
  notInstalled:
    "The Python of this page does not have mentorlab. Close the page and open the course with “make study”.",
  notPython: "This page needs Python, and another language is running it.",
  failed: "A part of this page could not be shown. What you saved is safe.",
  lost: "The connection is lost. If you closed the course, start it again; what you saved is safe.",
};

// Watches one notebook panel. `tell({text, mend})` shows a sentence; with `mend`, a button calls it.
export class Runner {
  constructor(panel, { CodeCell, NotebookActions }, tell) {
    this.panel = panel;
    this.session = panel.sessionContext;
    this.execute = (cell) => CodeCell.execute(cell, this.session);
    this.tell = tell;
    this.current = {}; // the life of the kernel: a new object after every restart
    this.begun = null; // the life in which our cells were last run,
    this.ready = null; // and the one in which all of them were
    this.done = new WeakSet(); // cells that need no run: their widgets live, or the learner ran them

    const fresh = () => this.newLife();
    const status = (_, value) => this.onStatus(value);
    const connection = (_, value) => this.onConnection(value);
    const byHand = (_, { notebook, cell }) => {
      if (notebook === panel.content) {
        this.done.add(cell);
      }
    };
    this.session.kernelChanged.connect(fresh);
    this.session.statusChanged.connect(status);
    this.session.connectionStatusChanged.connect(connection);
    NotebookActions.executionScheduled.connect(byHand);
    panel.disposed.connect(() => {
      NotebookActions.executionScheduled.disconnect(byHand);
    });
    this.start();
  }

  async start() {
    this.keepClean();
    this.setAside();
    this.tell({ text: SENTENCES.waiting });
    await this.session.ready;
    this.run();
  }

  // The kernel is another one, or the same with an empty memory: nothing in it is ours any more.
  newLife() {
    this.current = {};
    this.done = new WeakSet();
    if (this.session.isReady) {
      this.run();
    }
  }

  onStatus(status) {
    if (status === "restarting" || status === "autorestarting") {
      // A restart that somebody asked for ends with `kernelChanged`; one after a crash with the next "idle".
      this.crashed = status === "autorestarting";
      this.current = {};
      this.tell({ text: SENTENCES.waiting });
    } else if (status === "dead" || status === "terminating") {
      this.tell({ text: SENTENCES.stopped, mend: () => this.startAgain() });
    } else if (this.crashed && status === "idle") {
      this.crashed = false;
      this.newLife();
    }
  }

  onConnection(status) {
    if (status === "disconnected") {
      this.tell({ text: SENTENCES.lost, mend: () => window.location.reload() });
    } else if (status === "connected" && this.ready === this.current) {
      this.tell(null);
    }
  }

  // A kernel that has just ended may be asked for once more before JupyterLab has noticed that it is gone: the
  // answer is then an error, or none at all. A moment later it has.
  async startAgain() {
    this.tell({ text: SENTENCES.waiting });
    for (let attempt = 1; attempt <= 3; attempt++) {
      try {
        return await within(START, this.otherKernel());
      } catch (fault) {
        console.warn("mentorlab: Python did not start.", fault);
        await pause(1000);
      }
    }
    this.tell({ text: SENTENCES.noKernel, mend: () => this.startAgain() });
  }

  async otherKernel() {
    const kernel = this.session.session?.kernel;
    if (kernel && kernel.status !== "dead" && kernel.status !== "terminating") {
      await this.session.restartKernel();
    } else {
      await this.session.changeKernel({ name: this.session.kernelPreference.name ?? "python3" });
    }
  }

  // Runs what needs it, once in the life of a kernel.
  async run() {
    const life = this.current;
    if (this.begun === life) {
      return;
    }
    this.begun = life;
    const over = () => this.current !== life || this.panel.isDisposed;
    const kernel = this.session.session?.kernel;
    if (!kernel) {
      this.tell({ text: this.ready ? SENTENCES.stopped : SENTENCES.noKernel, mend: () => this.startAgain() });
      return;
    }
    this.tell({ text: SENTENCES.waiting });
    const slow = setTimeout(() => over() || this.tell({ text: SENTENCES.slow }), SLOW);
    try {
      const said = await this.runIn(kernel, over);
      if (!over()) {
        this.ready = life;
        this.tell(said);
      }
    } catch (fault) {
      // A kernel that restarts or goes away cancels what we asked of it; its next life is another run.
      if (!over()) {
        console.warn("mentorlab: the page could not be made ready.", fault);
        this.tell({ text: SENTENCES.noKernel, mend: () => this.startAgain() });
      }
    } finally {
      clearTimeout(slow);
    }
  }

  async runIn(kernel, over) {
    const info = await kernel.info;
    if (info.language_info.name !== "python") {
      return { text: SENTENCES.notPython };
    }
    if ((await silently(kernel, FOLDER_OFF)) === "error") {
      return { text: SENTENCES.notInstalled };
    }
    let whole = true;
    try {
      await this.putBack(kernel);
      for (const { cell } of ourCells(this.panel.content)) {
        if (over()) {
          return null;
        }
        if (!this.done.has(cell)) {
          whole = (await this.runCell(cell)) && whole;
        }
      }
    } finally {
      await silently(kernel, FOLDER_ON);
    }
    return whole ? null : { text: SENTENCES.failed, mend: () => this.startAgain() };
  }

  // Widgets in a saved notebook are there only if the kernel that made them still lives. Until we know, their
  // place is empty, else JupyterLab writes an error into it. The course's first page tells how far one has
  // come, so it is always made anew.
  setAside() {
    this.aside = new Map();
    for (const { cell, call } of ourCells(this.panel.content)) {
      const outputs = cell.model.outputs.toJSON();
      cell.model.outputs.clear();
      if (outputs.length > 0 && call !== "home") {
        this.aside.set(cell, outputs);
      }
    }
  }

  async putBack(kernel) {
    if (this.aside.size === 0) {
      return;
    }
    const reply = await kernel.requestCommInfo({ target_name: "jupyter.widget" });
    const living = reply.content.comms ?? {};
    for (const [cell, outputs] of this.aside) {
      const alive = outputs.some((output) => output.data?.[WIDGET]?.model_id in living);
      if (alive && !this.done.has(cell)) {
        cell.model.outputs.fromJSON(outputs);
        this.done.add(cell);
      }
    }
    this.aside.clear();
  }

  // Whether the cell ran without an error. A learner who presses "Run All" meanwhile takes the cell over.
  async runCell(cell) {
    try {
      const reply = await this.execute(cell);
      return reply?.content.status !== "error";
    } catch (fault) {
      if (String(fault?.message).startsWith("Canceled")) {
        return true;
      }
      throw fault;
    }
  }

  // Showing a form is not a change of the learner's: the page does not ask to be saved when it closes, and
  // JupyterLab does not save it. What the learner writes or runs in cells of their own still counts.
  keepClean() {
    const { model, saveState } = this.panel.context;
    let saved = this.learnersOwn();
    saveState.connect((_, state) => {
      if (state === "completed") {
        saved = this.learnersOwn();
      }
    });
    model.stateChanged.connect((_, change) => {
      if (change.name === "dirty" && change.newValue && this.learnersOwn() === saved) {
        model.dirty = false;
      }
    });
  }

  learnersOwn() {
    const ours = new Set(ourCells(this.panel.content).map(({ cell }) => cell.model));
    const cells = [...this.panel.context.model.cells];
    return JSON.stringify(
      cells.map((cell) => [cell.type, cell.sharedModel.getSource(), ours.has(cell) || cell.executionCount]),
    );
  }
}

// Runs code without a trace in the notebook, and says "ok" or "error".
async function silently(kernel, code) {
  const reply = await kernel.requestExecute({ code, silent: true, store_history: false }).done;
  return reply.content.status;
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

// The promise's own end, or an error once it has taken too long.
function within(milliseconds, promise) {
  const late = pause(milliseconds).then(() => {
    throw new Error(`nothing came within ${milliseconds} ms`);
  });
  return Promise.race([promise, late]);
}
