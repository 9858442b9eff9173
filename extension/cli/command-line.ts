// SPDX-License-Identifier: Apache-2.0
/** From arguments to an exit code. */

import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { exampleSystems, packageRoot, readText, SystemError, SystemOptionError } from '../../debug-adapter/system';
import { dap } from './dap';
import { placeLabel } from './diagnostics';
import { dtb } from './dtb';
import { type Environment, processEnvironment } from './environment';
import { helpText } from './help';
import { lint } from './lint';
import { type Options, readCommandLine, type Verb } from './options';
import { run } from './run';
import { step } from './step';
import { trace } from './trace';
import { UsageError } from './usage-error';

const COMMANDS: Readonly<Record<Verb, (options: Options, environment: Environment) => Promise<number>>> = {
  run,
  trace,
  step,
};

export async function runCommandLine(args: readonly string[]): Promise<number> {
  const environment = processEnvironment();
  try {
    const code = await dispatch(args, environment);
    // What stands in the way of the last lines is known a turn later.
    await setImmediate();
    const failure = environment.output.failure;
    if (failure !== undefined) {
      throw new SystemError(`the output could not be written: ${failure.message}`);
    }
    return code;
  } catch (error) {
    return report(error, environment);
  }
}

/** Says what went wrong. @returns the exit code. @throws what is no error of the user's */
function report(error: unknown, { errors, errorStyle }: Environment): number {
  if (error instanceof UsageError || error instanceof SystemOptionError) {
    errors.line(`${errorStyle.apply('red', 'bao-debug')}: ${error.message}`);
    errors.line("'bao-debug --help' shows how it is used.");
    return 2;
  }
  if (error instanceof SystemError) {
    const { range, message } = error;
    const label =
      range === undefined ? errorStyle.apply('red', 'bao-debug') : placeLabel({ range, severity: 'error' }, errorStyle);
    errors.line(`${label}: ${message}`);
    return 1;
  }
  throw error;
}

async function dispatch(args: readonly string[], environment: Environment): Promise<number> {
  if (args.length === 0) {
    environment.errors.write(helpText(undefined, exampleSystems()));
    return 2;
  }
  const command = readCommandLine(args);
  switch (command.kind) {
    case 'help':
      environment.output.write(helpText(command.topic, exampleSystems()));
      return 0;
    case 'version':
      environment.output.line(`bao-debug ${version()}`);
      return 0;
    case 'dap':
      return dap(environment);
    case 'lint':
      return lint(command.options, environment);
    case 'dtb':
      return dtb(command.options, environment);
    case 'verb':
      return COMMANDS[command.verb](command.options, environment);
  }
}

function version(): string {
  const description: { version?: unknown } = JSON.parse(readText(join(packageRoot, 'package.json')));
  return String(description.version);
}
