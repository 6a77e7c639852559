"""Golden values of real Keras: one module a family, `common` for what they share."""
