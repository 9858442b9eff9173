// SPDX-License-Identifier: Apache-2.0
/** An entry of a view, before the editor makes a tree item of it. */

import type {
  FrontendState,
  MemoryState,
  PlaceState,
  RequestReference,
  TaskReferenceState,
} from '../../debug-adapter/protocol';

/** Where an entry leads when it is chosen. */
export type Destination =
  /** The line that a thread of the protocol is at. */
  { readonly kind: 'thread'; readonly threadId: number } | ({ readonly kind: 'line' } & PlaceState);

export interface ViewItem {
  /** Unique among its siblings, and the same from stop to stop, so that what is open stays open. */
  readonly key: string;
  readonly label: string;
  /** Beside the label, less prominent. */
  readonly description?: string;
  readonly tooltip?: string;
  /** Name of a product icon of the editor. */
  readonly icon?: string;
  readonly children?: readonly ViewItem[];
  /** Its children are shown at first. */
  readonly isOpen?: boolean;
  readonly destination?: Destination;
  /** What its command for showing memory shows. */
  readonly memory?: ShownMemory;
  readonly subject?: ItemSubject;
}

/** What an entry is about, for the commands of its context menu. */
export type ItemSubject =
  | { readonly kind: 'request'; readonly request: RequestReference }
  | { readonly kind: 'device'; readonly bindKey: string };

export interface ShownMemory extends MemoryState {
  /** What it is: a title for people. */
  readonly title: string;
}

/** What the conditions of context menus in package.json look at: `bao.` and what is possible, separated by blanks. */
export function contextOf({ subject, memory }: ViewItem): string | undefined {
  const possible = [
    ...(subject === undefined ? [] : [`bao.${subject.kind}`]),
    ...(memory === undefined ? [] : ['bao.memory']),
  ];
  return possible.length === 0 ? undefined : possible.join(' ');
}

/** What screen readers say. */
export function spokenLabel({ label, description }: ViewItem): string {
  return description === undefined ? label : `${label}, ${description}`;
}

/** What could not be read is shown where it would be. */
export function problemItems(problems: readonly string[]): ViewItem[] {
  return problems.map((problem, index) => ({
    key: `problem ${index}`,
    label: problem,
    tooltip: `Could not be read: ${problem}`,
    icon: 'warning',
  }));
}

/** The way to a line; nothing when it is not known. */
export function lineDestination(place: PlaceState | undefined): Pick<ViewItem, 'destination'> {
  return place === undefined ? {} : { destination: { kind: 'line', ...place } };
}

/** The way to memory; nothing when there is none. */
export function memoryOf(title: string, memory: MemoryState | undefined): Pick<ViewItem, 'memory'> {
  return memory === undefined ? {} : { memory: { ...memory, title } };
}

export function threadDestination(threadId: number | undefined): Pick<ViewItem, 'destination'> {
  return threadId === undefined ? {} : { destination: { kind: 'thread', threadId } };
}

/** `1 request`, `2 requests`. */
export function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}

/** With separators, as people read large counts. */
export function grouped(text: string): string {
  return text.replace(/\d+/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ','));
}

/** A size in bytes as people say it. @param size hexadecimal */
export function sizeText(size: string): string {
  const bytes = BigInt(size);
  if (bytes >= 1n << 20n && bytes % (1n << 20n) === 0n) {
    return `${bytes >> 20n} MiB`;
  }
  return bytes >= 1024n && bytes % 1024n === 0n ? `${bytes >> 10n} KiB` : `${bytes} bytes`;
}

export function vmName({ vm, name }: { readonly vm: number; readonly name: string }): string {
  return `${name} (VM${vm})`;
}

/** A task as people call it; by its address when it is not found among the tasks. */
export function taskName({ name, pid, address }: TaskReferenceState): string {
  return name === undefined ? `the task at ${address}` : `${name} (pid ${pid})`;
}

/** An entry that leads to a task's thread. */
export function taskReference(key: string, label: string, task: TaskReferenceState, icon: string): ViewItem {
  return {
    key: `${key} ${task.address}`,
    label,
    description: taskName(task),
    tooltip: `${label}: ${taskName(task)}, task_struct at ${task.address}`,
    icon,
    ...threadDestination(task.threadId),
  };
}

export function frontendName(frontend: FrontendState): string {
  return `vCPU ${frontend.vcpu} of ${vmName(frontend)}`;
}
