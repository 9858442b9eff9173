// SPDX-License-Identifier: Apache-2.0
/** The command line's options: the same ones for every verb, read in one place. */

import { parseArgs } from 'node:util';
import type { OptionNames, SystemOptions } from '../../debug-adapter/system';
import { type DtbOptions, readDtbOptions } from './dtb';
import { type LintOptions, readLintOptions } from './lint';
import { UsageError } from './usage-error';

export const VERBS = ['run', 'trace', 'step'] as const;
export type Verb = (typeof VERBS)[number];
/** Speaks with a program, and is told by it what to do. */
export const ADAPTER = 'dap';
/** Checks device trees. */
export const LINTER = 'lint';
/** Flattens device trees. */
export const COMPILER = 'dtb';
export type Topic = Verb | typeof ADAPTER | typeof LINTER | typeof COMPILER;

export interface Options extends SystemOptions {
  /** Instructions of all harts together. */
  readonly instructions: bigint | undefined;
  readonly json: boolean;
  /** Lines to type, each with its line end, instead of standard input. */
  readonly input: readonly Uint8Array[] | undefined;
  /** The virtual machine that typing goes to. */
  readonly vm: number | undefined;
  /** The request that `step` follows: its number, or a register's name. */
  readonly request: string | undefined;
  /** Whether `step` may wait for Enter between stages. */
  readonly pause: boolean;
}

export type CommandLine =
  | { readonly kind: 'help'; readonly topic: Topic | undefined }
  | { readonly kind: 'version' }
  | { readonly kind: typeof ADAPTER }
  | { readonly kind: typeof LINTER; readonly options: LintOptions }
  | { readonly kind: typeof COMPILER; readonly options: DtbOptions }
  | { readonly kind: 'verb'; readonly verb: Verb; readonly options: Options };

const DEFINITIONS = {
  images: { type: 'string', multiple: true },
  platform: { type: 'string' },
  drivers: { type: 'string' },
  instructions: { type: 'string' },
  json: { type: 'boolean' },
  input: { type: 'string', multiple: true },
  vm: { type: 'string' },
  request: { type: 'string' },
  bindings: { type: 'string', multiple: true },
  only: { type: 'string' },
  config: { type: 'string' },
  sarif: { type: 'boolean' },
  symbols: { type: 'boolean' },
  output: { type: 'string', short: 'o' },
  'no-pause': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

export const optionNames: OptionNames = {
  image: (name, path) => `--images ${name}=${path}`,
  drivers: (folder) => `--drivers ${folder}`,
};

/** Reads the arguments after the program's name. @throws UsageError saying what is wrong and what would be right */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parse(args);
  const [verb, config, ...rest] = positionals;
  if (values.version) {
    return { kind: 'version' };
  }
  if (values.help || verb === 'help') {
    const about = verb === 'help' ? config : verb;
    return { kind: 'help', topic: about === undefined ? undefined : readTopic(about) };
  }
  if (verb === ADAPTER) {
    if (args.length > 1) {
      throw new UsageError(`${ADAPTER} takes no arguments; what to debug is told to it by its client's launch request`);
    }
    return { kind: ADAPTER };
  }
  if (verb === LINTER) {
    return { kind: LINTER, options: readLintOptions(values, positionals.slice(1)) };
  }
  if (verb === COMPILER) {
    return { kind: COMPILER, options: readDtbOptions(values, positionals.slice(1)) };
  }
  const known = readVerb(verb);
  if (config === undefined) {
    throw new UsageError(`${known} needs a configuration: the path of a config.c, or the name of an example system`);
  }
  if (rest.length > 0) {
    throw new UsageError(`'${rest[0]}' is one argument too many; ${known} takes one configuration`);
  }
  return { kind: 'verb', verb: known, options: readOptions(values, config) };
}

/** @throws UsageError */
function readTopic(name: string): Topic {
  return name === ADAPTER || name === LINTER || name === COMPILER ? name : readVerb(name);
}

/** @throws UsageError */
function readVerb(name: string | undefined): Verb {
  const known = VERBS.find((candidate) => candidate === name);
  if (known === undefined) {
    const choice = `there is ${[...VERBS, ADAPTER, LINTER, COMPILER].join(', ')}`;
    throw new UsageError(
      name === undefined ? `a command is missing; ${choice}` : `'${name}' is not a command; ${choice}`,
    );
  }
  return known;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: DEFINITIONS, allowPositionals: true });
  } catch (error) {
    // The first sentence says what is wrong; node adds advice that is about parseArgs.
    const message = error instanceof Error ? error.message.split('. ')[0]! : String(error);
    throw new UsageError(message);
  }
}

type Values = ReturnType<typeof parse>['values'];

function readOptions(values: Values, config: string): Options {
  return {
    config,
    images: readImages(values.images ?? []),
    platform: values.platform,
    drivers: values.drivers,
    instructions: readCount('--instructions', values.instructions),
    json: values.json ?? false,
    input: values.input?.flatMap(linesToType),
    vm: readVm(values.vm),
    request: values.request,
    pause: !values['no-pause'],
  };
}

function readImages(given: readonly string[]): Map<string, string> {
  const images = new Map<string, string>();
  for (const each of given) {
    const split = each.indexOf('=');
    if (split <= 0 || split === each.length - 1) {
      throw new UsageError(`--images takes NAME=PATH, with the name given to VM_IMAGE; not '${each}'`);
    }
    images.set(each.slice(0, split), each.slice(split + 1));
  }
  return images;
}

/** A positive whole number, with separators and the suffixes k, M and G. */
function readCount(option: string, text: string | undefined): bigint | undefined {
  if (text === undefined) {
    return undefined;
  }
  const match = /^([0-9][0-9_,]{0,18})([kMG]?)$/.exec(text);
  const factor = { '': 1n, k: 1000n, M: 1_000_000n, G: 1_000_000_000n }[match?.[2] ?? ''] ?? 1n;
  const count = match ? BigInt(match[1]!.replace(/[_,]/g, '')) * factor : 0n;
  if (count <= 0n) {
    throw new UsageError(`${option} takes a number above zero, such as 500000 or 20M; not '${text}'`);
  }
  return count;
}

function readVm(text: string | undefined): number | undefined {
  if (text !== undefined && !/^[0-9]{1,3}$/.test(text)) {
    throw new UsageError(`--vm takes the number of a virtual machine, counted from 0; not '${text}'`);
  }
  return text === undefined ? undefined : Number(text);
}

/** \n, \r, \t, \\ and \xHH as a shell's user writes them; \xHH is a byte, whatever the encoding of the text. */
function linesToType(text: string): Uint8Array[] {
  const bytes = replaceEscapes(Buffer.from(text).toString('latin1'));
  return bytes.split('\n').map((line) => Buffer.from(`${line}\n`, 'latin1'));
}

/** @param bytes one character for each byte */
function replaceEscapes(bytes: string): string {
  return bytes.replace(/\\(n|r|t|\\|x[0-9a-fA-F]{2})/g, (_, sequence: string) => {
    const simple: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };
    return simple[sequence] ?? String.fromCharCode(Number.parseInt(sequence.slice(1), 16));
  });
}
