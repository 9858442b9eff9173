// SPDX-License-Identifier: Apache-2.0
/** What a command talks to: the process's streams, and what is decided by them once. */

import { Interruption, ScriptedInput, StreamInput, type TypedInput } from './console';
import type { Options } from './options';
import { Output } from './output';
import { type Style, styleFor } from './terminal';

export interface Environment {
  readonly output: Output;
  readonly errors: Output;
  /** For standard output. */
  readonly style: Style;
  /** For standard error. */
  readonly errorStyle: Style;
  readonly interruption: Interruption;
  /** Whether a person reads standard output on a terminal. */
  readonly isTerminal: boolean;
}

export function processEnvironment(): Environment {
  const interruption = new Interruption();
  const output = new Output(process.stdout);
  process.stdout.on('error', () => interruption.interrupt());
  process.on('SIGTERM', () => interruption.interrupt());
  process.on('SIGINT', () => {
    if (interruption.happened) {
      // Asked a second time: the first did not get through.
      process.exit(130);
    }
    interruption.interrupt();
  });
  return {
    output,
    errors: new Output(process.stderr),
    style: styleFor(process.stdout, process.env),
    errorStyle: styleFor(process.stderr, process.env),
    interruption,
    isTerminal: process.stdout.isTTY === true,
  };
}

/** The script of --input, else standard input. */
export function typedInput(options: Options): TypedInput {
  return options.input === undefined
    ? new StreamInput(process.stdin, process.stdin.isTTY === true)
    : new ScriptedInput(options.input);
}
