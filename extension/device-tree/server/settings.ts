// SPDX-License-Identifier: Apache-2.0
/** What a person can choose; anything may come from the client. */

export interface Settings {
  /** Folders that `#include <...>` is looked for in, beside the file that includes. */
  readonly includePaths: readonly string[];
  /** Folders of bindings beside the built-in ones. */
  readonly bindings: readonly string[];
  /** Configurations of the hypervisor that are not beside their trees: the tree of each virtual machine, by its image. */
  readonly systems: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly checks: { readonly specification: boolean; readonly bindings: boolean; readonly hypervisor: boolean };
  /** Whether there is more than findings and what mends them. */
  readonly features: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  includePaths: [],
  bindings: [],
  systems: new Map(),
  checks: { specification: true, bindings: true, hypervisor: true },
  features: true,
};

const MAX_PATHS = 100;

/** What is of the right shape of `bao.deviceTree`; defaults for the rest. */
export function readSettings(given: unknown): Settings {
  const checks = member(given, 'checks');
  return {
    includePaths: paths(member(given, 'includePaths')),
    bindings: paths(member(given, 'bindings')),
    systems: new Map(entries(member(given, 'systems')).map(([config, trees]) => [config, new Map(texts(trees))])),
    checks: {
      specification: flag(member(checks, 'specification')),
      bindings: flag(member(checks, 'bindings')),
      hypervisor: flag(member(checks, 'hypervisor')),
    },
    features: flag(member(given, 'features')),
  };
}

function member(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null ? (object as Record<string, unknown>)[name] : undefined;
}

function paths(value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value.slice(0, MAX_PATHS) : [];
  return list.filter((each): each is string => typeof each === 'string' && each !== '');
}

function entries(value: unknown): readonly [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value).slice(0, MAX_PATHS) : [];
}

function texts(value: unknown): readonly [string, string][] {
  return entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '');
}

function flag(value: unknown): boolean {
  return value !== false;
}
