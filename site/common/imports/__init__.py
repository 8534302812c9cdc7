"""The one import machinery: kept upload, readers, dry-run report, run with progress, screens; and CSV out."""
