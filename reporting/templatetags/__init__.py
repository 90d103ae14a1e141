"""Tags for the printed reports."""
