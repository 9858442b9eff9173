// SPDX-License-Identifier: Apache-2.0
/** The registers of a virtio device behind MMIO (virtio specification 1.2, section 4.2.2), and what their values mean. */

/** Offsets of the registers that something here needs by name. */
export const VirtioOffset = {
  magic: 0x000,
  deviceId: 0x008,
  queueSelect: 0x030,
  queueSize: 0x038,
  queueReady: 0x044,
  queueNotify: 0x050,
  interruptAck: 0x064,
  status: 0x070,
  descriptorLow: 0x080,
  descriptorHigh: 0x084,
  driverLow: 0x090,
  driverHigh: 0x094,
  deviceLow: 0x0a0,
  deviceHigh: 0x0a4,
  config: 0x100,
} as const;

const NAMES: Readonly<Record<number, string>> = {
  0: 'MagicValue',
  4: 'Version',
  8: 'DeviceID',
  12: 'VendorID',
  16: 'DeviceFeatures',
  20: 'DeviceFeaturesSel',
  32: 'DriverFeatures',
  36: 'DriverFeaturesSel',
  48: 'QueueSel',
  52: 'QueueNumMax',
  56: 'QueueNum',
  68: 'QueueReady',
  80: 'QueueNotify',
  96: 'InterruptStatus',
  100: 'InterruptACK',
  112: 'Status',
  128: 'QueueDescLow',
  132: 'QueueDescHigh',
  144: 'QueueDriverLow',
  148: 'QueueDriverHigh',
  160: 'QueueDeviceLow',
  164: 'QueueDeviceHigh',
  252: 'ConfigGeneration',
};

const REGISTER_BYTES = 4;

/** What a virtio device answers in MagicValue: "virt". */
export const VIRTIO_MAGIC = 0x74726976n;

const STATUS_BITS: readonly [bigint, string][] = [
  [1n, 'ACKNOWLEDGE'],
  [2n, 'DRIVER'],
  [8n, 'FEATURES_OK'],
  [4n, 'DRIVER_OK'],
  [64n, 'DEVICE_NEEDS_RESET'],
  [128n, 'FAILED'],
];
const INTERRUPT_BITS: readonly [bigint, string][] = [
  [1n, 'used buffer'],
  [2n, 'configuration change'],
];
const DEVICE_TYPES: Readonly<Record<number, string>> = {
  1: 'network card',
  2: 'block device',
  3: 'console',
  4: 'entropy source',
};

/** The register at an offset, also inside it; undefined where there is none. */
export function findRegister(offset: number): string | undefined {
  if (offset >= VirtioOffset.config) {
    return `config + ${offset - VirtioOffset.config}`;
  }
  const inside = offset % REGISTER_BYTES;
  const name = NAMES[offset - inside];
  return name === undefined || inside === 0 ? name : `${name} + ${inside}`;
}

export function registerName(offset: number): string {
  return findRegister(offset) ?? 'no register';
}

/** The offset of a register by its name, in any case. */
export function registerOffset(name: string): number | undefined {
  const found = Object.entries(NAMES).find(([, known]) => known.toLowerCase() === name.toLowerCase());
  return found === undefined ? undefined : Number(found[0]);
}

export function deviceTypeName(deviceId: bigint): string {
  return DEVICE_TYPES[Number(deviceId)] ?? `device of type ${deviceId}`;
}

/** What a value means in a register, in words; empty when the number says it all. */
export function valueMeaning(offset: number, value: bigint): string {
  switch (offset) {
    case VirtioOffset.magic:
      return value === VIRTIO_MAGIC ? '"virt"' : '';
    case VirtioOffset.deviceId:
      return deviceTypeName(value);
    case VirtioOffset.status:
      return value === 0n ? 'reset' : bitNames(STATUS_BITS, value);
    case VirtioOffset.interruptAck:
    case 0x060:
      return bitNames(INTERRUPT_BITS, value);
    case VirtioOffset.queueNotify:
    case VirtioOffset.queueSelect:
      return `queue ${value}`;
    case VirtioOffset.queueSize:
      return `${value} descriptors`;
    default:
      return '';
  }
}

function bitNames(bits: readonly [bigint, string][], value: bigint): string {
  const names = bits.filter(([bit]) => (value & bit) !== 0n).map(([, name]) => name);
  const rest = bits.reduce((left, [bit]) => left & ~bit, value);
  return [...names, ...(rest === 0n ? [] : [`0x${rest.toString(16)}`])].join(' | ');
}

const QUEUE_NAMES: Readonly<Record<number, readonly string[]>> = {
  1: ['receive', 'transmit'],
  2: ['requests'],
  3: ['receive', 'transmit'],
};

/** What a queue of a device type is for; empty when not known. */
export function queueName(deviceId: bigint | undefined, index: number): string {
  return QUEUE_NAMES[Number(deviceId ?? 0n)]?.[index] ?? '';
}
