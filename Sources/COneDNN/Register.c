// Defined in Swift. Importing the engine's module is all a program has to do to get the engine.
void onednn_engine_register(void);

__attribute__((constructor)) static void start(void) { onednn_engine_register(); }
