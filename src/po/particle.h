/* Korean particles: which of a pair follows a word depends on whether its last sound is a vowel. */
#ifndef PO_PARTICLE_H
#define PO_PARTICLE_H

/* Settles each 을(를) 이(가) 은(는) 와(과) (으)로 in `text` by the last sound of the word right before it, in
 * place: what is written is never longer. A pair that follows no word stays as it is. */
void particle_settle(char *text);

#endif
