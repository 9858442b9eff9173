// SPDX-License-Identifier: Apache-2.0
/** Whether a hit of a breakpoint stops the run: its condition, the number of its hits, and its log message. */

import {
  type EvaluationContext,
  type Expression,
  evaluateCondition,
  type LogMessage,
  parseExpression,
  parseLogMessage,
  renderLogMessage,
} from '../expressions';
import type { BreakpointOptions } from './breakpoint';
import { type HitCondition, parseHitCondition } from './hit-condition';

/** A part of a breakpoint's options cannot be read; the message is for people. */
export class BreakpointOptionError extends Error {
  override readonly name = 'BreakpointOptionError';
}

export type Verdict =
  | { readonly kind: 'go on' }
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'stop' }
  /** The condition could not be tested: a person has to see that. */
  | { readonly kind: 'fail'; readonly reason: string };

const GO_ON: Verdict = { kind: 'go on' };

export class BreakpointTest {
  private hits = 0;
  private readonly condition: Expression | undefined;
  private readonly hitCondition: HitCondition | undefined;
  private readonly logMessage: LogMessage | undefined;

  /** @throws BreakpointOptionError */
  constructor({ condition, hitCondition, logMessage }: BreakpointOptions) {
    this.condition = read('condition', condition, parseExpression);
    this.hitCondition = read('hit condition', hitCondition, parseHitCondition);
    this.logMessage = read('log message', logMessage, parseLogMessage);
  }

  /** @param context of the frame that hit it; asked for only where it is needed */
  async judge(context: () => Promise<EvaluationContext>): Promise<Verdict> {
    try {
      if (this.condition !== undefined && !(await evaluateCondition(this.condition, await context()))) {
        return GO_ON;
      }
    } catch (error) {
      return { kind: 'fail', reason: error instanceof Error ? error.message : String(error) };
    }
    this.hits++;
    if (this.hitCondition !== undefined && !this.hitCondition(this.hits)) {
      return GO_ON;
    }
    return this.logMessage === undefined
      ? { kind: 'stop' }
      : { kind: 'log', text: await renderLogMessage(this.logMessage, await context()) };
  }

  /** As if it had never been hit. */
  reset(): void {
    this.hits = 0;
  }
}

/** The test that options ask for, or what is wrong with them, for people. */
export function breakpointTest(options: BreakpointOptions): BreakpointTest | string {
  try {
    return new BreakpointTest(options);
  } catch (error) {
    if (error instanceof BreakpointOptionError) {
      return error.message;
    }
    throw error;
  }
}

function read<Result>(what: string, text: string | undefined, parse: (text: string) => Result): Result | undefined {
  if (text === undefined || text.trim() === '') {
    return undefined;
  }
  try {
    return parse(text);
  } catch (error) {
    throw new BreakpointOptionError(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
