// SPDX-License-Identifier: Apache-2.0

/** The command was called in a way it does not know: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command was called well, but what it was given cannot be used: exit code 1. The message is for the user. */
export class SystemError extends Error {
  override readonly name = 'SystemError';
}
