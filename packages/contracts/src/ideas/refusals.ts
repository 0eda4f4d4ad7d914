/** What looking at an idea may meet; those that the asker may not see are not found. */
export const ideaMissing = { "idea-not-found": 404, "idea-erased": 410 } as const;
export const commentMissing = { "comment-not-found": 404, "comment-erased": 410 } as const;
/** What any act of a person may meet: its token outlived its erasure. */
export const acting = { "person-erased": 410 } as const;
