"""What is known of runners' pain: its values, its YAML files, its SQL store."""
