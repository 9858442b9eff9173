// SPDX-License-Identifier: Apache-2.0
/** From launch arguments to a system that is ready to run. */

import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { OutputEvent, Source } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Diagnostic } from '../../emulator';
import { baoAwareness } from '../awareness/bao';
import { baoConveniences } from '../awareness/conveniences';
import { Threads } from '../awareness/threads';
import { Breakpoints } from '../breakpoints';
import { EventBreakpoints } from '../event-breakpoints';
import { type OpenedPrograms, openPrograms, Programs, SourcePaths } from '../programs';
import type { LaunchArguments } from '../protocol';
import { RunControl } from '../run-control';
import { Stacks } from '../stack';
import {
  buildWithDrivers,
  type LoadedSystem,
  launchOptionNames,
  loadSystem,
  locateConfig,
  manifestFor,
  SourceTexts,
  type SystemOptions,
} from '../system';
import { createEmbeddedTarget, type EmbeddedTarget } from '../target/embedded';
import { breakpointListener, eventBreakpointListener } from './breakpoint-events';
import type { Client } from './client';
import { ClientSources } from './client-sources';
import { Consoles } from './consoles';
import type { Debuggee } from './debuggee';
import { diagnosticLines, diagnosticText } from './diagnostics';
import { Execution } from './execution';
import { Following } from './following';
import { Handles } from './handles';
import { SessionLog } from './log';
import { MemoryReferences } from './memory-references';
import type { Progress } from './progress';
import { RequestError } from './request-error';

type Send = (event: DebugProtocol.Event) => void;

/** What a launch talks to. */
export interface LaunchSurroundings {
  readonly client: Client;
  readonly send: Send;
  readonly progress: Progress;
  /** @throws RequestError when the session has ended meanwhile */
  goOn(): void;
}

/**
 * Loads, boots, and connects everything; nothing has run when it returns.
 * @throws RequestError with the configuration's errors; SystemError, SystemOptionError
 */
export async function startSystem(args: LaunchArguments, around: LaunchSurroundings): Promise<Debuggee> {
  const { progress } = around;
  const options = systemOptions(args);
  progress.step(`reading ${options.config}`);
  const built =
    options.drivers === undefined
      ? undefined
      : await buildWithDrivers(options, options.drivers, launchOptionNames, (line) => progress.step(line));
  try {
    around.goOn();
    const system = readSystem(options, built?.config ?? locateConfig(options.config), around);
    return await connect(system, args, around, () => built?.remove());
  } catch (error) {
    built?.remove();
    throw error;
  }
}

/** With relative paths made absolute, as counted from the folder of the configuration. */
function systemOptions(args: LaunchArguments): SystemOptions {
  const file = locateConfig(args.config);
  const beside = (path: string): string => resolve(dirname(file), path);
  return {
    config: args.config,
    images: new Map(Object.entries(args.images ?? {}).map(([name, path]) => [name, beside(path)])),
    platform: args.platform,
    drivers: args.drivers === undefined ? undefined : beside(args.drivers),
    seed: args.seed,
  };
}

function readSystem(options: SystemOptions, file: string, { progress, send }: LaunchSurroundings): LoadedSystem {
  progress.step('loading images');
  const system = loadSystem(options, file, launchOptionNames);
  if (system.config === undefined) {
    throw refusal(`${file} cannot be read as a configuration`, system.diagnostics, 'Correct it.');
  }
  report(system.diagnostics, send);
  return system;
}

async function connect(
  system: LoadedSystem,
  args: LaunchArguments,
  { client, send, progress }: LaunchSurroundings,
  remove: () => void,
): Promise<Debuggee> {
  progress.step('booting');
  const consoles = new Consoles(send, client.hasConsoles);
  const target = boot(system, args, consoles, send);
  progress.step('reading symbols');
  const opened = openPrograms(system);
  const programs = new Programs(target, opened.programs);
  const paths = new SourcePaths(opened.programs, sourceTexts(system, args));
  const sources = new ClientSources(paths, client);
  const stacks = new Stacks(target, programs, baoConveniences(target, programs));
  const threads = new Threads(target, programs, stacks.names);
  const breakpoints = new Breakpoints(target, programs, paths, stacks, breakpointListener(sources, send));
  const announce = eventBreakpointListener(send);
  const eventBreakpoints = new EventBreakpoints(target, programs, stacks, breakpoints, announce);
  const control = new RunControl(target, programs, stacks, breakpoints, eventBreakpoints);
  const frames: Debuggee['frames'] = new Handles('frame');
  const containers: Debuggee['containers'] = new Handles('variablesReference');
  const bao = baoAwareness(target);
  const log = await SessionLog.start({ target, programs, breakpoints, send }, args.log ?? {});
  const following = new Following({ target, programs, control, stacks, log, sources, send, bao });
  consoles.onRest = () => following.atRest();
  const invalidate = (): void => {
    frames.invalidate();
    containers.invalidate();
  };
  const execution = new Execution(control, threads, send, invalidate, (stopped) => following.stopped(stopped));
  const files = filesOf(system, opened);
  const loaded = stamps(files);
  consoles.open(target);
  return {
    ...{ target, programs, consoles, sources, stacks, threads, breakpoints, control, execution, frames, containers },
    eventBreakpoints,
    config: system.config,
    ...{ bao, following, log },
    references: new MemoryReferences(),
    problems: opened.problems,
    stopOnEntry: args.stopOnEntry === true,
    isOutdated: () => stamps(files) !== loaded,
    close: async () => {
      execution.silence();
      log.close();
      try {
        await target.close();
      } finally {
        opened.close();
        remove();
      }
    },
  };
}

/** @throws RequestError when Bao would refuse the configuration, and nobody wants to see what comes of that */
function boot(system: LoadedSystem, args: LaunchArguments, consoles: Consoles, send: Send): EmbeddedTarget {
  const target = createEmbeddedTarget(system, args, consoles);
  const { bootDiagnostics } = target.machine;
  const errors = bootDiagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0 && args.goOnWithErrors !== true) {
    const remedy = 'Correct it, or set "goOnWithErrors": true to boot it as the hypervisor would.';
    throw refusal('Bao would refuse this configuration, or leave a part of it out', errors, remedy);
  }
  report(bootDiagnostics, send);
  return target;
}

function sourceTexts(system: LoadedSystem, { sourceMap }: LaunchArguments): SourceTexts {
  const folder = dirname(system.file);
  const moved = Object.entries(sourceMap ?? {}).map(([from, to]): [string, string] => [from, resolve(folder, to)]);
  return new SourceTexts(manifestFor(system.file), new Map(moved));
}

/** What a restart would have to load again. */
function filesOf(system: LoadedSystem, { programs }: OpenedPrograms): string[] {
  const images = [...system.images.values()].map(({ path }) => path);
  return [...new Set([system.file, ...images, ...programs.map(({ file }) => file)])];
}

function refusal(summary: string, diagnostics: readonly Diagnostic[], remedy: string): RequestError {
  return new RequestError(`${summary}:\n${diagnosticLines(diagnostics)}\n${remedy}`, 'person');
}

/** Shows diagnostics that do not keep the system from booting, each at its place. */
function report(diagnostics: readonly Diagnostic[], send: Send): void {
  for (const diagnostic of diagnostics) {
    const { range, severity } = diagnostic;
    const event: DebugProtocol.OutputEvent = new OutputEvent(
      `${diagnosticText(diagnostic)}\n`,
      severity === 'error' ? 'important' : 'console',
    );
    event.body.source = new Source(basename(range.file), range.file);
    event.body.line = range.start.line + 1;
    send(event);
  }
}

/** Equal as long as none of the files changes. */
function stamps(files: readonly string[]): string {
  return files
    .map((file) => {
      const found = statSync(file, { throwIfNoEntry: false });
      return `${file} ${found?.mtimeMs} ${found?.size}`;
    })
    .join('\n');
}
