// SPDX-License-Identifier: Apache-2.0
/** What every command does first: load the system, say what is wrong with it, boot it. */

import {
  bootSystem,
  buildWithDrivers,
  type LoadedSystem,
  loadSystem,
  locateConfig,
  readText,
} from '../../debug-adapter/system';
import type { Diagnostic, Machine, MachineOptions } from '../../emulator';
import { formatDiagnostic } from './diagnostics';
import type { Environment } from './environment';
import { type Options, optionNames } from './options';
import { UsageError } from './usage-error';

export interface PreparedSystem {
  readonly system: LoadedSystem;
  readonly machine: Machine;
  /** Bao would have refused the configuration, or left a part of it out. */
  readonly refused: boolean;
}

/** Undefined when there is nothing that could boot; everything has been said then.
 *  @throws UsageError, SystemOptionError, SystemError */
export async function prepare(
  options: Options,
  environment: Environment,
  machineOptions: Partial<MachineOptions>,
): Promise<PreparedSystem | undefined> {
  const system = loadSystem(options, await configFile(options, environment), optionNames);
  report(system.diagnostics, environment);
  if (system.config === undefined) {
    return undefined;
  }
  const machine = bootSystem(system, options, machineOptions);
  if (options.vm !== undefined && options.vm >= machine.vms.length) {
    const count = machine.vms.length;
    throw new UsageError(
      `--vm ${options.vm}: the configuration has ${count} virtual machine${count === 1 ? '' : 's'}, counted from 0`,
    );
  }
  report(machine.bootDiagnostics, environment);
  const refused = [...system.diagnostics, ...machine.bootDiagnostics].some(({ severity }) => severity === 'error');
  return { system, machine, refused };
}

/** The config.c, of a system built for the purpose when --drivers is given. */
async function configFile(options: Options, { errors, errorStyle }: Environment): Promise<string> {
  if (options.drivers === undefined) {
    return locateConfig(options.config);
  }
  errors.line(errorStyle.dim(`building ${options.config} with the drivers of ${options.drivers} ...`));
  const build = await buildWithDrivers(options, options.drivers, optionNames, (message) => errors.line(message));
  process.on('exit', () => build.remove());
  return build.config;
}

function report(diagnostics: readonly Diagnostic[], { errors, errorStyle }: Environment): void {
  const lines = new Map<string, string[]>();
  const lineAt = (file: string, line: number): string | undefined => {
    const known = lines.get(file) ?? readText(file).split(/\r\n|\r|\n/);
    lines.set(file, known);
    return known[line];
  };
  for (const diagnostic of diagnostics) {
    errors.line(formatDiagnostic(diagnostic, errorStyle, lineAt));
  }
}
