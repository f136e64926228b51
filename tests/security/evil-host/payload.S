// The canary TVM's image, in host memory, page by page ready to be measured.
    .section .rodata
    .balign 4096
    .globl evil_payload, evil_payload_end
evil_payload:
    .incbin CANARY
    .balign 4096
evil_payload_end:
