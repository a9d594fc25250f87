"""Reports of a run in each format: text, diff, JSON, SARIF, GitHub and GitLab."""
