"""Facts an analyst may change: every YAML file under `parameters/`, typed and checked."""
