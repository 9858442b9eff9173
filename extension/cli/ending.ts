// SPDX-License-Identifier: Apache-2.0
/** How a run ended, for people: why, when, and which hart waits for what. */

import type { HartActivity, Machine } from '../../emulator';
import type { EndOfRun } from './console';
import { grouped, type Style } from './terminal';

const REASONS: Readonly<Record<EndOfRun, string>> = {
  idle: 'every hart waits, and nothing is left that could wake one',
  budget: 'the instruction budget is used up',
  interrupted: 'interrupted',
  'out-of-memory': "the guests' memory no longer fits into this process",
};

export function endingText(end: EndOfRun, machine: Machine, style: Style): string {
  const { instructions, time } = machine.position;
  const seconds = (Number(time) / machine.platform.timebaseHz).toFixed(6);
  const head = `${style.bold('stopped')}: ${REASONS[end]}`;
  const position = `${grouped(instructions)} instructions, ${seconds} s of virtual time`;
  const harts = machine.activities().filter(({ code }) => code !== 'unused');
  return [`${head} ${style.dim(`(${position})`)}`, ...harts.map((hart) => hartLine(hart, machine, style))].join('\n');
}

function hartLine(activity: HartActivity, machine: Machine, style: Style): string {
  const owner = activity.vm === undefined ? 'bao' : `vm${activity.vm} ${machine.vms[activity.vm]?.name ?? ''}`;
  const width = Math.max(...machine.vms.map(({ name }, vm) => `vm${vm} ${name}`.length), 3);
  return `  hart ${activity.hart}  ${style.vm(activity.vm, owner.padEnd(width))}  ${activity.text}`;
}

/** The same as data. */
export function endingRecord(end: EndOfRun, machine: Machine): object {
  const { instructions, time } = machine.position;
  const harts = machine.activities().map(({ hart, vm, vcpu, code, text }) => ({ hart, vm, vcpu, code, text }));
  return { end, instructions: Number(instructions), time: Number(time), harts };
}
