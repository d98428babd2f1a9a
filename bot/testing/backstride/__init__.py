"""What the kit knows of Backstride's domain: assertions, coverage and target."""
