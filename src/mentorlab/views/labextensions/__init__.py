"""JupyterLab's `extra_labextensions_path`: the folder `mentorlab/` in here is the extension, ready as it is."""
