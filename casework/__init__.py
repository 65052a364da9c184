"""The office: settings, store, jobs, and the command line."""
