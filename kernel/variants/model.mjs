// SPDX-License-Identifier: GPL-2.0
/**
 * A system as data: what config.c, the device trees and the settings of its guests say in common. Addresses are
 * guest-physical.
 *
 * @typedef {object} Channel a remote I/O device between two partitions
 * @property {string} name
 * @property {'console' | 'block'} type
 * @property {string} backend name of the partition
 * @property {string} frontend name of the partition
 * @property {number} bindKey
 * @property {{base: number, size: number, id: number}} shmem
 * @property {number} va
 * @property {number} backendInterrupt
 * @property {number} frontendInterrupt
 *
 * @typedef {object} Ipc one end of a shared memory channel
 * @property {number} base
 * @property {number} size
 * @property {number} shmemId
 * @property {number} interrupt
 * @property {{offset: number, size: number}} read
 * @property {{offset: number, size: number}} write
 *
 * @typedef {object} Partition
 * @property {string} name
 * @property {'kernel' | 'bare'} kind
 * @property {string} program for bare guests
 * @property {number} cpus
 * @property {number} affinity
 * @property {{base: number, size: number}} ram
 * @property {number} image
 * @property {number} plic
 * @property {number} uart
 * @property {boolean} uartInterrupt whether the serial port's interrupt is this partition's
 * @property {string} bootargs
 * @property {string[]} script commands of the first process
 * @property {Ipc[]} ipcs
 *
 * @typedef {object} SystemModel
 * @property {string} title
 * @property {{size: number}[]} shmems
 * @property {Partition[]} partitions in the order of vmlist
 * @property {Channel[]} channels in the order in which the backend's remio_devs lists them
 */

/** @param {number} value @param {number} digits */
export function hex(value, digits = 0) {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

/** @param {SystemModel} system @param {string} partition the channels that end in it, in the order of its remio_devs */
export function channelsOf(system, partition) {
  return system.channels.filter((channel) => channel.backend === partition || channel.frontend === partition);
}
