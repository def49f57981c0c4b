"""Windows beside the main one: settings, keys, header, diagnostics, about."""
