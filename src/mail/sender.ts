/**
 * The one address that may be answered, or why there is none (RFC 5322 3.6.2; RFC 3834 4: never Reply-To).
 */
import type { Address } from './message.ts';

export type Sender =
  | { readonly kind: 'address'; readonly address: Address }
  | { readonly kind: 'none'; readonly reason: string };
