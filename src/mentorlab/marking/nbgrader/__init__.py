"""What nbgrader is configured with: preprocessors, exporter, exchange and export plug-ins."""
