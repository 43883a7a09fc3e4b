/**
 * ONNX Runtime's builds for Linux and macOS report sessions, models and the machine to Microsoft unless this is set
 * before the library starts, and leave files of the telemetry client in the temporary folder. Nothing leaves this
 * machine that its owner did not ask for, so it is off. It has to be set by the main thread: what a worker thread sets
 * in `process.env` does not reach native code.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';
