// SPDX-License-Identifier: Apache-2.0
/** Asks for an event breakpoint: first its kind, then a list of what it can be narrowed by, each changed when chosen. */

import * as vscode from 'vscode';
import {
  COMMON_EVENT_FIELDS,
  EVENT_BREAKPOINT_FIELDS,
  type EventBreakpoint,
  type EventBreakpointKind,
} from '../../debug-adapter/protocol';
import type { Choice, Choices } from './choices';
import { describeKind, KINDS, type Parameter } from './parameters';
import type { Fields } from './stored';
import { breakpointLabel, parameterText } from './words';

interface FormItem extends vscode.QuickPickItem {
  /** Changes a field; undefined: the form is done. */
  readonly change: (() => Promise<Fields | undefined>) | undefined;
}

interface ValueItem extends vscode.QuickPickItem {
  readonly value: 'any' | 'typed' | { readonly text: string };
}

export async function askKind(): Promise<EventBreakpointKind | undefined> {
  const items = KINDS.map(({ kind, title, about }) => ({
    label: title,
    description: `stops when ${about}`,
    chosen: kind,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Add Event Breakpoint',
    placeHolder: 'What should stop the system?',
    matchOnDescription: true,
  });
  return picked?.chosen;
}

/** @param done what the form's first entry says: `Add` @returns undefined when it is given up */
export async function askBreakpoint(
  begun: EventBreakpoint,
  choices: Choices,
  done: string,
): Promise<EventBreakpoint | undefined> {
  let fields = begun as unknown as Fields;
  let active = 0;
  for (;;) {
    const breakpoint = fields as unknown as EventBreakpoint;
    const items = formItems(breakpoint, choices, done);
    const chosen = await pickFrom(items, active, `${describeKind(breakpoint.kind).title} Breakpoint`);
    if (chosen === undefined) {
      return undefined;
    }
    if (chosen.change === undefined) {
      return breakpoint;
    }
    fields = (await chosen.change()) ?? fields;
    active = items.indexOf(chosen);
  }
}

function formItems(breakpoint: EventBreakpoint, choices: Choices, done: string): FormItem[] {
  const fields = breakpoint as unknown as Fields;
  const { parameters } = describeKind(breakpoint.kind);
  return [
    { label: `$(check) ${done}`, description: breakpointLabel(breakpoint), change: undefined },
    ...parameters.map((parameter) => ({
      label: parameter.title,
      description: parameterText(parameter, fields) ?? parameter.any,
      change: () => askParameter(parameter, fields, choices),
    })),
    {
      label: 'Condition',
      description: breakpoint.condition ?? 'none',
      change: () => askCondition(breakpoint) as Promise<Fields | undefined>,
    },
    {
      label: 'Hit count',
      description: breakpoint.hitCondition ?? 'every hit',
      change: () => askHitCount(breakpoint) as Promise<Fields | undefined>,
    },
  ];
}

/** A list with one entry chosen already. */
function pickFrom(items: readonly FormItem[], active: number, title: string): Promise<FormItem | undefined> {
  const input = vscode.window.createQuickPick<FormItem>();
  input.title = title;
  input.placeholder = 'Choose what to narrow, or the first entry when it is as it should be';
  input.items = items;
  input.activeItems = items.slice(active, active + 1);
  return new Promise((resolve) => {
    input.onDidAccept(() => {
      resolve(input.selectedItems[0] ?? input.activeItems[0]);
      input.hide();
    });
    input.onDidHide(() => {
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}

/** @returns the fields with the new value; undefined when nothing was chosen */
async function askParameter(parameter: Parameter, fields: Fields, choices: Choices): Promise<Fields | undefined> {
  if (parameter.type === 'several') {
    return askSeveral(parameter, fields);
  }
  const offered = offeredFor(parameter, choices);
  if (offered.length === 0) {
    return askTyped(parameter, fields);
  }
  const items: ValueItem[] = [
    { label: parameter.any, value: 'any' },
    ...offered.map(({ value, about }) => ({ label: value, description: about, value: { text: value } })),
    ...(parameter.isOpen ? [{ label: 'Type a value...', value: 'typed' } as const] : []),
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: parameter.title, matchOnDescription: true });
  if (chosen === undefined || chosen.value === 'typed') {
    return chosen && askTyped(parameter, fields);
  }
  return withField(parameter, fields, chosen.value === 'any' ? '' : chosen.value.text);
}

function offeredFor({ values, choices: kind }: Parameter, choices: Choices): readonly Choice[] {
  return kind === undefined ? (values ?? []).map((value) => ({ value, about: '' })) : choices[kind];
}

async function askSeveral({ name, title, values = [], any }: Parameter, fields: Fields): Promise<Fields | undefined> {
  const before = Array.isArray(fields[name]) ? (fields[name] as readonly unknown[]) : [];
  const items = values.map((label) => ({ label, picked: before.includes(label) }));
  const chosen = await vscode.window.showQuickPick(items, { title, canPickMany: true, placeHolder: `None: ${any}` });
  if (chosen === undefined) {
    return undefined;
  }
  const { [name]: _, ...rest } = fields;
  return chosen.length === 0 ? rest : { ...rest, [name]: chosen.map(({ label }) => label) };
}

async function askTyped(parameter: Parameter, fields: Fields): Promise<Fields | undefined> {
  const { title, name, type, any } = parameter;
  const text = await vscode.window.showInputBox({
    title,
    value: fields[name] === undefined ? '' : `${fields[name]}`,
    prompt: `${title}; empty: ${any}`,
    validateInput: (input) =>
      type === 'number' && !/^\s*\d{0,15}\s*$/.test(input) ? 'This has to be a number' : undefined,
  });
  return text === undefined ? undefined : withField(parameter, fields, text.trim());
}

/** @param text empty: left out */
function withField({ name, type }: Parameter, fields: Fields, text: string): Fields {
  const { [name]: _, ...rest } = fields;
  return text === '' ? rest : { ...rest, [name]: type === 'number' ? Number(text) : text };
}

/** @returns the breakpoint with another condition, or without; undefined when it is given up */
export async function askCondition(breakpoint: EventBreakpoint): Promise<EventBreakpoint | undefined> {
  const fields = [...EVENT_BREAKPOINT_FIELDS[breakpoint.kind], ...COMMON_EVENT_FIELDS];
  const text = await vscode.window.showInputBox({
    title: `Condition of ${breakpointLabel(breakpoint)}`,
    value: breakpoint.condition ?? '',
    placeHolder: `$event.${fields[0]} == ...`,
    prompt: `Stops only where this is true; empty: always. $event has ${fields.join(', ')}`,
  });
  const { condition: _, ...rest } = breakpoint;
  return text === undefined ? undefined : text.trim() === '' ? rest : { ...rest, condition: text.trim() };
}

export async function askHitCount(breakpoint: EventBreakpoint): Promise<EventBreakpoint | undefined> {
  const text = await vscode.window.showInputBox({
    title: `Hit Count of ${breakpointLabel(breakpoint)}`,
    value: breakpoint.hitCondition ?? '',
    placeHolder: '5, > 5, % 10',
    prompt:
      'Stops only at these hits: a number (from that hit on), or one behind >, >=, <, <=, ==, != or %; empty: all',
  });
  const { hitCondition: _, ...rest } = breakpoint;
  return text === undefined ? undefined : text.trim() === '' ? rest : { ...rest, hitCondition: text.trim() };
}
