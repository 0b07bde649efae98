"""The reference engine: one SimPy process an application, pools and commissions as SimPy resources."""
