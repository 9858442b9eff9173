// SPDX-License-Identifier: Apache-2.0
/** The arguments of `launch`, checked; all that is wrong with them is said at once. */

import { type LaunchArguments, MAX_LOG_CAPACITY } from '../protocol';
import { isObject, shown } from './arguments';
import { RequestError } from './request-error';

type Check = (value: unknown) => string | undefined;

const MAX_SEED = 0xffff_ffff;

function isType(type: 'string' | 'boolean', wanted: string): Check {
  return (value) => (typeof value === type ? undefined : wanted);
}

const isText: Check = (value) => (typeof value === 'string' && value !== '' ? undefined : 'a string');

const isSeed: Check = (value) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_SEED
    ? undefined
    : `a whole number from 0 to ${MAX_SEED}`;

/** @param what what names stand for, for the message */
function isMap(what: string): Check {
  return (value) =>
    isObject(value) && Object.values(value).every((each) => typeof each === 'string') ? undefined : what;
}

const isLog: Check = (value) =>
  isObject(value) &&
  Object.entries(value).every(([name, each]) =>
    name === 'capacity'
      ? typeof each === 'number' && Number.isInteger(each) && each >= 0 && each <= MAX_LOG_CAPACITY
      : (name === 'sbiCalls' || name === 'ioctls') && typeof each === 'boolean',
  )
    ? undefined
    : `an object with a "capacity" from 0 to ${MAX_LOG_CAPACITY}, "sbiCalls" and "ioctls" of true or false`;

const CHECKS: Readonly<Record<string, { readonly check: Check; readonly example: string }>> = {
  config: { check: isText, example: `"\${workspaceFolder}/config.c"` },
  images: { check: isMap('an object of image names and paths'), example: '{ "guest": "build/guest.elf" }' },
  stopOnEntry: { check: isType('boolean', 'true or false'), example: 'true' },
  drivers: { check: isText, example: '"linux/drivers/virt/bao"' },
  platform: { check: isText, example: '"qemu-riscv64-virt"' },
  seed: { check: isSeed, example: '1' },
  goOnWithErrors: { check: isType('boolean', 'true or false'), example: 'true' },
  sourceMap: { check: isMap('an object of folders and where they are now'), example: '{ "/build/linux": "linux" }' },
  log: { check: isLog, example: '{ "capacity": 100000 }' },
};

/** @throws RequestError for a person, naming every attribute that is wrong, with an example of what is right */
export function readLaunchArguments(values: unknown): LaunchArguments {
  const given = isObject(values) ? values : {};
  if (given.config === undefined) {
    throw new RequestError(
      'The launch configuration has no "config": the path of the config.c that Bao is built with, ' +
        `such as "config": "\${workspaceFolder}/config.c".`,
      'person',
    );
  }
  const wrong = Object.entries(CHECKS).flatMap(([name, { check, example }]) => {
    const wanted = given[name] === undefined ? undefined : check(given[name]);
    return wanted === undefined ? [] : [`"${name}" must be ${wanted}, such as ${example}; not ${shown(given[name])}`];
  });
  if (wrong.length > 0) {
    throw new RequestError(`The launch configuration cannot be used: ${wrong.join('. ')}.`, 'person');
  }
  return given as unknown as LaunchArguments;
}
