// SPDX-License-Identifier: Apache-2.0
export { type ConsoleWriter, isConsole, JsonConsole, LiveConsole, TextConsole } from './console-writer';
export { type DriveOptions, drive, type EndOfRun, Interruption } from './drive';
export { ScriptedInput, StreamInput, type TypedInput } from './typed-input';
