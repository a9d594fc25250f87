"""Rules on archives that are fetched or copied and then unpacked."""
