// SPDX-License-Identifier: Apache-2.0

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Arguments } from '../arguments';
import { RequestError } from '../request-error';

interface Refused {
  readonly verified: false;
  readonly message: string;
}

type Read<T> = { readonly wanted: T } | { readonly problem: string };

/**
 * Sets those breakpoints of a list that can be understood. Clients keep breakpoints from one session to the next, and
 * one whose address means nothing in this one must not keep the others from being set.
 * @param set gives as many answers as it gets breakpoints, in their order
 */
export async function setEach<T, Answer extends DebugProtocol.Breakpoint>(
  list: readonly Arguments[],
  read: (args: Arguments) => T,
  set: (wanted: readonly T[]) => Promise<readonly Answer[]>,
): Promise<{ breakpoints: (Answer | Refused)[] }> {
  const all = list.map((args): Read<T> => {
    try {
      return { wanted: read(args) };
    } catch (error) {
      if (error instanceof RequestError) {
        return { problem: error.message };
      }
      throw error;
    }
  });
  const answers = [...(await set(all.flatMap((each) => ('wanted' in each ? [each.wanted] : []))))];
  return {
    breakpoints: all.map((each) => ('problem' in each ? { verified: false, message: each.problem } : answers.shift()!)),
  };
}
