// The ids in the examples of frames: the same dialog in all of them, so that they read as one conversation.
export const exampleIds = {
  dialog: '5f0c2a7be1d94c38a6b1f2e3d4c5b6a7',
  turn: '91b3d8e07c4f4a52b6e8d9f0a1c2b3d4',
  claim: 'c7a1e5d2f3b84609a8c7d6e5f4b3a291',
  service: '3e9d7c5b1a2f4680b7c6d5e4f3a2b1c0',
  confirmation: '8d2f6b1c9e3a47508c7b6a5d4e3f2c1b',
} as const
