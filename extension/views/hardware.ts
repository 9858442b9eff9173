// SPDX-License-Identifier: Apache-2.0
/** What a partition was given, as entries under it: image, memory, devices, interrupts. */

import type {
  ImageState,
  InterruptState,
  PartitionState,
  PassedThroughState,
  RegionState,
} from '../../debug-adapter/protocol';
import { counted, lineDestination, memoryOf, sizeText, type ViewItem, vmName } from './item';

export function hardwareItems(partition: PartitionState): ViewItem[] {
  const { image, regions, devices, interrupts } = partition;
  const owner = vmName(partition);
  return [
    imageItem(image, owner),
    ...group('Memory', 'symbol-array', 'region', regions, (region, index) => regionItem(region, index, owner)),
    ...group('Devices', 'circuit-board', 'device', devices, deviceItem),
    ...group('Interrupts', 'zap', 'interrupt', interrupts, interruptItem),
  ];
}

function group<Entry>(
  label: string,
  icon: string,
  noun: string,
  entries: readonly Entry[],
  item: (entry: Entry, index: number) => ViewItem,
): ViewItem[] {
  return entries.length === 0
    ? []
    : [{ key: label, label, description: counted(entries.length, noun), icon, children: entries.map(item) }];
}

function imageItem({ file, entry, base, size, memory, place }: ImageState, owner: string): ViewItem {
  const name = file ?? 'loaded separately';
  return {
    key: 'image',
    label: 'Image',
    description: `${name}, ${sizeText(size)}, entry ${entry}`,
    tooltip: [name, `${sizeText(size)} at guest-physical ${base}`, `first instruction at ${entry}`].join('\n'),
    icon: 'file-binary',
    ...lineDestination(place),
    ...memoryOf(`image of ${owner}`, memory),
  };
}

function regionItem({ base, size, physical, memory, place }: RegionState, index: number, owner: string): ViewItem {
  const where = physical === undefined ? 'not mapped' : `physical ${physical}`;
  return {
    key: `region ${index}`,
    label: base,
    description: `${sizeText(size)}, ${where}`,
    tooltip: `RAM of ${owner}: ${sizeText(size)} at guest-physical ${base}\n${where}`,
    icon: physical === undefined ? 'warning' : 'symbol-array',
    ...lineDestination(place),
    ...memoryOf(`RAM of ${owner} at ${base}`, memory),
  };
}

function deviceItem({ base, physical, size, interrupts, place }: PassedThroughState, index: number): ViewItem {
  const numbers = interrupts.length === 0 ? 'no interrupt' : `interrupt ${interrupts.join(', ')}`;
  return {
    key: `device ${index}`,
    label: base ?? 'interrupts only',
    description: base === undefined ? numbers : `${sizeText(size)}, physical ${physical}, ${numbers}`,
    tooltip: [
      'Device that is passed through',
      ...(base === undefined ? [] : [`registers: ${sizeText(size)} at guest-physical ${base}, physical ${physical}`]),
      numbers,
    ].join('\n'),
    icon: 'circuit-board',
    ...lineDestination(place),
  };
}

function interruptItem({ number, source, place }: InterruptState, index: number): ViewItem {
  return {
    key: `interrupt ${index}`,
    label: `Interrupt ${number}`,
    description: source,
    icon: 'zap',
    ...lineDestination(place),
  };
}
