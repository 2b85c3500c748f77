// The door through which JupyterLab finds the extension: a module-federation container, written by hand.
//
// JupyterLab loads this file as a plain script, calls `init` with the packages that it shares (its own
// notebook, cells and so on, so that we never carry a copy), and then asks `get` for the two modules that
// package.json names. Everything else lives in the ES modules beside this file; there is no build step.
//
// Browsers keep these files for a year. So the address of this one carries a digest of them all (see
// stamp.py), and whoever loads another file hands the digest on: `?v=…` is what `search` is everywhere.

(() => {
  const here = new URL(document.currentScript.src);
  const beside = (name) => new URL(name + here.search, here).href;

  let packages = {};

  // One package of JupyterLab's, such as "@jupyterlab/notebook". Where several versions are shared, the one
  // that is in use already is the one whose tokens the application knows.
  async function take(name) {
    const versions = Object.values(packages[name] ?? {});
    const chosen = versions.find((version) => version.loaded) ?? versions[0];
    if (!chosen) {
      throw new Error(`mentorlab: this JupyterLab does not share ${name}; mentorlab needs JupyterLab 4.6.`);
    }
    return (await chosen.get())();
  }

  const modules = {
    "./extension": async () => (await import(beside("extension.js"))).makePlugin(take),
    "./style": async () => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = beside("style.css");
      document.head.append(link);
      return {};
    },
  };

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB.mentorlab = {
    init(shared) {
      packages = shared;
    },
    async get(name) {
      if (!(name in modules)) {
        throw new Error(`mentorlab has no module ${name}.`);
      }
      const made = await modules[name]();
      return () => made;
    },
  };
})();
