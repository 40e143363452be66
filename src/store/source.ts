/**
 * A message's bytes as they are kept.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

export type Packing = 'plain' | 'deflate';

/** Below this, packing costs more than it saves: a packer is made for each mail, and what else is kept of one is larger. */
const WORTH_PACKING = 8192;

/**
 * The quickest level: mail is read far more often than it is looked at again. With the usual window and memory, making a packer takes
 * longer than packing a small mail.
 */
const QUICK = { level: 1, windowBits: 13, memLevel: 6 } as const;

/** Packed where that makes it smaller. */
export const packed = (source: Uint8Array): readonly [Packing, Uint8Array] => {
  if (source.length < WORTH_PACKING) return ['plain', source];
  const smaller = deflateRawSync(source, QUICK);
  return smaller.length < source.length ? ['deflate', smaller] : ['plain', source];
};

/** The bytes that `packed` was given. */
export const unpacked = (packing: Packing, bytes: Uint8Array): Uint8Array =>
  packing === 'deflate' ? inflateRawSync(bytes) : bytes;
