// Restrictions on CSR access that do not follow from the number: counter enables, state enables, STCE.
//
// A gate answers for one mode below M. Where the H extension asks whether HS-mode could do the same ("HS-qualified"),
// the gate is asked about HS-mode (priv S, v false); TVM is kept out of it, as the text demands.
#pragma once
#include "cpu/priv/privileged.h"

namespace covesim {

/// menvcfg, then henvcfg and senvcfg as far as they apply to the mode: the rule that CBO enables and SSE share.
Legal envcfg_allows(const HartState&, uint64_t field, Priv, bool v);

Legal gate_counter(const Privileged&, unsigned number, Priv, bool v);    ///< cycle, time, instret, hpmcounterN
Legal gate_stimecmp(const Privileged&, unsigned number, Priv, bool v);   ///< stimecmp, and vstimecmp through it
Legal gate_vstimecmp(const Privileged&, unsigned number, Priv, bool v);  ///< vstimecmp by its own number
Legal gate_senvcfg(const Privileged&, unsigned number, Priv, bool v);    ///< mstateen0/hstateen0.ENVCFG
Legal gate_henvcfg(const Privileged&, unsigned number, Priv, bool v);    ///< mstateen0.ENVCFG
Legal gate_sstateen(const Privileged&, unsigned number, Priv, bool v);   ///< bit 63 of mstateenN and hstateenN
Legal gate_seed(const Privileged&, unsigned number, Priv, bool v);       ///< mseccfg.SSEED and USEED
Legal gate_hstateen(const Privileged&, unsigned number, Priv, bool v);   ///< bit 63 of mstateenN
Legal gate_scountovf(const Privileged&, unsigned number, Priv, bool v);  ///< menvcfg.CDE: not for guests
Legal gate_ssp(const Privileged&, unsigned number, Priv, bool v);        ///< SSE of the envcfg registers
Legal gate_indirect(const Privileged&, unsigned number, Priv, bool v);   ///< mstateen0/hstateen0.CSRIND
Legal gate_aia(const Privileged&, unsigned number, Priv, bool v);        ///< mstateen0/hstateen0.AIA
/// mstateen0/hstateen0.IMSIC, which exist only with an IMSIC and matter only then.
Legal gate_imsic(const Privileged&, bool v);

}  // namespace covesim
