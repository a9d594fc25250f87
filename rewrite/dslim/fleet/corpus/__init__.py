"""Dockerfiles in columns: Arrow batches and Parquet files."""
