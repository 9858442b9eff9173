// SPDX-License-Identifier: Apache-2.0
/** What a person can choose; anything may come from the client. */

export interface Settings {
  /** Folders that `#include <...>` is looked for in, beside the file that includes. */
  readonly includePaths: readonly string[];
  /** Folders of bindings beside the built-in ones. */
  readonly bindings: readonly string[];
  readonly checks: { readonly specification: boolean; readonly bindings: boolean; readonly hypervisor: boolean };
  /** Whether there is more than findings and what mends them. */
  readonly features: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  includePaths: [],
  bindings: [],
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

function flag(value: unknown): boolean {
  return value !== false;
}
